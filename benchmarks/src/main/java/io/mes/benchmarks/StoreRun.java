package io.mes.benchmarks;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.stats.StoreStats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A store to which captured exchanges are offered as the filter does, all at once, and as often as one likes. */
final class StoreRun implements AutoCloseable {

    private static final long ANYONE = 1;

    private final List<Exchange> exchanges;
    private final ConversationStore store;

    /** Opens a store that has room for all of the exchanges, and does nothing but store them. */
    StoreRun(TestDatabase database, Instant now, List<Exchange> exchanges) {
        this.exchanges = exchanges;
        StorageConfig config = StorageConfig.builder(database.dsn())
                .zone(ZoneOffset.UTC)
                .upkeepInterval(Duration.ofHours(1))
                .maxBacklog(Integer.highestOneBit(exchanges.size()) * 2)
                .build();
        this.store = ConversationStore.open(config, Clock.fixed(now, ZoneOffset.UTC));
    }

    /**
     * Offers the exchanges and waits until all are committed.
     *
     * @throws IllegalStateException if the store has lost something or begun anew
     */
    void run() {
        long before = store.stats().stored();
        exchanges.forEach(store::offer);
        do {
            // A question is answered once what was offered before is stored, or after a second.
            store.queries().stats(ANYONE);
        } while (store.stats().unsettled() > 0);
        StoreStats stats = store.stats();
        if (stats.stored() - before != exchanges.size() || stats.lost() > 0 || stats.retries() > 0) {
            throw new IllegalStateException("The store was disturbed: " + stats);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
