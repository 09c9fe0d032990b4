package io.mes.storage.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns each exchange into its chat, in place, as far ahead of the writer as the limit allows. Runs on the parser thread. */
final class ParseStage implements EventHandler<Slot> {

    private final Function<Exchange, Chat> parser;
    private final ParsedLimit limit;
    private @Nullable Sequence progress;

    ParseStage(Function<Exchange, Chat> parser, ParsedLimit limit) {
        this.parser = parser;
        this.limit = limit;
    }

    /** Called once, before the first event: where to report progress within what the library regards as one batch. */
    @Override
    public void setSequenceCallback(Sequence sequence) {
        progress = sequence;
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) throws InterruptedException {
        Exchange exchange = slot.exchange();
        if (exchange != null) {
            limit.awaitRoom();
            Chat chat = parser.apply(exchange);
            limit.add(chat.characters());
            slot.parsed(chat);
        }
        if (progress != null) {
            // The writer must get at this chat while the next one waits for room.
            progress.set(sequence);
        }
    }
}
