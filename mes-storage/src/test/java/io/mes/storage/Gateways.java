package io.mes.storage;

import static org.awaitility.Awaitility.await;

import io.mes.storage.config.PoolConfig;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.stats.StoreStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Stores on one database, opened at the same moment, each with a pool and a clock of its own. */
final class Gateways implements AutoCloseable {

    /** Many stores share what connections a server has. */
    private static final PoolConfig POOL = new PoolConfig(3, 3, Duration.ofMinutes(1));

    private final List<Gateway> gateways = new ArrayList<>();
    private final ExecutorService threads;

    /** One of them. */
    record Gateway(int number, TestStore store, TickingClock clock) {

        ConversationStore conversations() {
            return store.store();
        }
    }

    /** What a gateway does on a thread of its own. */
    interface Work {
        void run(Gateway gateway) throws Exception;
    }

    Gateways(TestDatabase database, int count, String now, UnaryOperator<StorageConfig.Builder> change) {
        this.threads = Executors.newFixedThreadPool(count);
        CyclicBarrier start = new CyclicBarrier(count);
        List<Callable<Gateway>> openings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            openings.add(() -> {
                TickingClock clock = new TickingClock(now);
                start.await();
                TestStore store = new TestStore(database, clock, config -> change.apply(config.pool(POOL)));
                return new Gateway(number, store, clock);
            });
        }
        gateways.addAll(together(openings));
    }

    List<Gateway> all() {
        return gateways;
    }

    ConversationStore first() {
        return gateways.get(0).conversations();
    }

    /** Every gateway's work, all beginning at once; returns when all are done. */
    void together(Work work) {
        CyclicBarrier start = new CyclicBarrier(gateways.size());
        together(gateways.stream()
                .<Callable<Boolean>>map(gateway -> () -> {
                    start.await();
                    work.run(gateway);
                    return true;
                })
                .toList());
    }

    private <T> List<T> together(List<Callable<T>> tasks) {
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("A gateway failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** Puts all clocks to one moment. */
    void set(String moment) {
        gateways.forEach(gateway -> gateway.clock().set(moment));
    }

    /** Waits until everything offered so far is stored, discarded or lost. */
    void settle() {
        for (Gateway gateway : gateways) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> gateway.conversations().stats().unsettled() == 0);
        }
    }

    /** A number of all of them together. */
    long sum(Function<StoreStats, Long> number) {
        return gateways.stream()
                .mapToLong(gateway -> number.apply(gateway.conversations().stats()))
                .sum();
    }

    @Override
    public void close() {
        gateways.forEach(gateway -> gateway.store().close());
        threads.shutdownNow();
    }
}
