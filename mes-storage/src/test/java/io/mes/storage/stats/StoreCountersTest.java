package io.mes.storage.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Verifies that each event is counted where it belongs, and what follows from the counts. */
final class StoreCountersTest {

    private final StoreCounters counters = new StoreCounters();

    @Test
    void shouldBeginWithNothing() {
        StoreStats stats = counters.snapshot(0, 0);

        assertThat(stats).isEqualTo(new StoreStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(stats.unsettled()).isZero();
        assertThat(stats.lost()).isZero();
    }

    @Test
    void shouldCountEachEventByItself() {
        counters.recordAccepted();
        times(2, counters::recordDroppedFull);
        times(3, counters::recordDroppedClosed);
        counters.recordStored(4, 5);
        counters.recordDiscarded(6);
        counters.recordFailed(7);
        times(8, counters::recordRetry);
        times(9, counters::recordCaptureFailed);

        assertThat(counters.snapshot(10, 11)).isEqualTo(new StoreStats(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    }

    private static void times(int count, Runnable event) {
        IntStream.range(0, count).forEach(i -> event.run());
    }

    @Test
    void shouldTellWhatIsNotSettledYet() {
        times(10, counters::recordAccepted);
        times(5, counters::recordDroppedFull);
        counters.recordStored(3, 30);
        counters.recordDiscarded(2);
        counters.recordFailed(1);

        assertThat(counters.snapshot(4, 0).unsettled()).isEqualTo(4);
    }

    @Test
    void shouldTakeForLostWhatWasRefusedOrFailedButNotWhatWasDeleted() {
        times(1, counters::recordDroppedFull);
        times(2, counters::recordDroppedClosed);
        counters.recordFailed(4);
        counters.recordDiscarded(8);
        times(16, counters::recordCaptureFailed);

        assertThat(counters.snapshot(0, 0).lost()).isEqualTo(23);
    }

    @Test
    void shouldKeepASnapshotAsItWas() {
        StoreStats before = counters.snapshot(1, 1);
        counters.recordAccepted();

        assertThat(before.accepted()).isZero();
        assertThat(counters.snapshot(1, 1).accepted()).isEqualTo(1);
    }

    @Test
    void shouldLoseNoCountAmongThreads() throws Exception {
        int threads = 8;
        int events = 10_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Callable<Boolean> counting = () -> {
                times(events, counters::recordAccepted);
                times(events, () -> counters.recordStored(1, 2));
                return true;
            };
            List<Callable<Boolean>> all =
                    IntStream.range(0, threads).mapToObj(i -> counting).toList();
            for (Future<Boolean> done : pool.invokeAll(all)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }

        StoreStats stats = counters.snapshot(0, 0);
        assertThat(stats.accepted()).isEqualTo((long) threads * events);
        assertThat(stats.rows()).isEqualTo(2L * threads * events);
        assertThat(stats.unsettled()).isZero();
    }
}
