package io.mes.storage.delivery;

import io.mes.storage.chat.Chat;
import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.write.BatchWriter;
import io.mes.storage.write.Patience;
import io.mes.storage.write.Written;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A delivery without a spool: a batch waits for the database until the store is closed. Threads are those of {@link Delivery}. */
public final class DirectDelivery implements Delivery {

    private final BatchWriter writer;
    private final StoreCounters counters;
    private final Patience patience;
    private volatile boolean interrupted;

    /**
     * A delivery by one writer.
     *
     * @param patience how long to wait for a database that fails
     */
    public DirectDelivery(BatchWriter writer, StoreCounters counters, Patience patience) {
        this.writer = writer;
        this.counters = counters;
        this.patience = patience;
    }

    @Override
    public void write(List<Chat> chats) {
        List<Chat> left = chats;
        for (int attempt = 0; !left.isEmpty(); attempt++) {
            Written written = writer.write(left, attempt > 0, this::waitForDatabase);
            written.countIn(counters);
            left = written.unwritten();
            interrupted = !left.isEmpty();
            if (interrupted && !patience.await(attempt)) {
                counters.recordLost(LossReason.NOT_WRITTEN, left.size());
                return;
            }
        }
    }

    private boolean waitForDatabase(int attempt) {
        interrupted = true;
        return patience.await(attempt);
    }

    @Override
    public boolean isInterrupted() {
        return interrupted;
    }

    @Override
    public @Nullable SpoolLevel spool() {
        return null;
    }

    @Override
    public void hurry() {}

    @Override
    public void close(Duration unused) {}
}
