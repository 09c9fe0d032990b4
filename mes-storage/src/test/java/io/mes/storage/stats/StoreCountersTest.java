package io.mes.storage.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
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

        assertThat(stats).isEqualTo(new StoreStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Throughput.NONE));
        assertThat(stats.unsettled()).isZero();
        assertThat(stats.lost()).isZero();
    }

    @Test
    void shouldCountEachEventByItself() {
        counters.recordAccepted();
        counters.recordLost(LossReason.BACKLOG_FULL, 2);
        counters.recordLost(LossReason.CLOSED, 3);
        counters.recordWritten(4, 6, 5);
        counters.recordLost(LossReason.REFUSED, 3);
        counters.recordLost(LossReason.NOT_WRITTEN, 4);
        counters.recordRecovered(12);
        counters.recordSpooled(13);
        times(14, counters::recordUncommitted);
        times(8, counters::recordRetry);
        counters.recordLost(LossReason.NOT_CAPTURED, 9);

        assertThat(counters.snapshot(10, 11))
                .isEqualTo(new StoreStats(1, 12, 2, 3, 4, 5, 6, 7, 13, 14, 8, 9, 10, 11, Throughput.NONE));
    }

    @Test
    void shouldTellSizesAndTimesOfBatches() {
        List<String> told = new ArrayList<>();
        counters.listen((exchanges, commit) -> {
            throw new IllegalStateException("a listener of somebody else");
        });
        counters.listen((exchanges, commit) -> told.add(exchanges + " in " + commit.toMillis()));
        counters.recordBytes(7);
        counters.recordUnparsed();
        counters.recordBatch(3, 5_000_000);
        counters.recordBatch(1, 2_000_000);

        assertThat(counters.snapshot(0, 0).throughput())
                .isEqualTo(new Throughput(7, 1, 2, 4, 3, Duration.ofMillis(7), Duration.ofMillis(5)));
        assertThat(told).containsExactly("3 in 5", "1 in 2");
    }

    private static void times(int count, Runnable event) {
        IntStream.range(0, count).forEach(i -> event.run());
    }

    @Test
    void shouldTellWhatIsNotSettledYet() {
        times(10, counters::recordAccepted);
        counters.recordLost(LossReason.BACKLOG_FULL, 5);
        counters.recordWritten(3, 2, 30);
        counters.recordLost(LossReason.NOT_PROCESSED, 1);

        assertThat(counters.snapshot(4, 0).unsettled()).isEqualTo(4);
    }

    @Test
    void shouldTakeForLostWhatWasRefusedOrFailedButNotWhatWasDeleted() {
        counters.recordLost(LossReason.BACKLOG_FULL, 1);
        counters.recordLost(LossReason.CLOSED, 2);
        counters.recordLost(LossReason.NOT_PROCESSED, 4);
        counters.recordWritten(0, 8, 0);
        counters.recordLost(LossReason.NOT_CAPTURED, 16);

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
                times(events, () -> counters.recordWritten(1, 0, 2));
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
