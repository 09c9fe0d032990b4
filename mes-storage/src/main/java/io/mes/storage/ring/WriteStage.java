package io.mes.storage.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects chats until the batch is full, the backlog empty or a task due, and hands them on. Runs on the writer thread.
 */
final class WriteStage implements EventHandler<Slot> {

    private final RingConfig config;
    private final ChatSink sink;
    private final Consumer<Exchange> released;
    private final ParsedLimit limit;
    private final StageFailures failures;
    private final List<Chat> batch = new ArrayList<>();
    private long batchCharacters;
    private @Nullable Sequence progress;

    WriteStage(
            RingConfig config, ChatSink sink, Consumer<Exchange> released, ParsedLimit limit, StageFailures failures) {
        this.config = config;
        this.sink = sink;
        this.released = released;
        this.limit = limit;
        this.failures = failures;
    }

    /** Called once, before the first event: where to report progress within what the library regards as one batch. */
    @Override
    public void setSequenceCallback(Sequence sequence) {
        progress = sequence;
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
        Exchange exchange = slot.exchange();
        Chat chat = slot.chat();
        Task<?> task = slot.task();
        slot.clear();
        if (chat != null) {
            batch.add(chat);
            batchCharacters += chat.characters();
        } else if (exchange != null) {
            // Its parser failed, which was counted.
            released.accept(exchange);
        }
        boolean full = batch.size() >= config.batchExchanges() || batchCharacters >= config.batchCharacters();
        try {
            if (endOfBatch || full || task != null) {
                write();
            }
        } finally {
            if (task != null) {
                sink.run(task);
            }
        }
        if (batch.isEmpty() && progress != null) {
            // Frees the slots now; the library itself would only do so behind the last event it has seen.
            progress.set(sequence);
        }
    }

    private void write() {
        if (batch.isEmpty()) {
            return;
        }
        try {
            sink.write(List.copyOf(batch));
        } catch (RuntimeException | Error e) {
            failures.lost(batch.size(), e);
        } finally {
            batch.forEach(chat -> released.accept(chat.exchange()));
            batch.clear();
            limit.remove(batchCharacters);
            batchCharacters = 0;
        }
    }
}
