package io.mes.storage.stats;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens to exchanges. Thread-safe; counting never waits. */
public final class StoreCounters {

    private final Gaps gaps;
    private final ThroughputCounters throughput = new ThroughputCounters();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder recovered = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder spooled = new LongAdder();
    private final LongAdder uncommitted = new LongAdder();
    private final LongAdder retries = new LongAdder();

    /** Counters at zero, by the system's clock. */
    public StoreCounters() {
        this(Clock.systemUTC());
    }

    /** Counters at zero. */
    public StoreCounters(Clock clock) {
        this.gaps = new Gaps(clock);
    }

    /** An exchange was taken into the backlog. */
    public void recordAccepted() {
        accepted.increment();
    }

    /** So many bytes of an exchange that was taken were captured. */
    public void recordBytes(long bytes) {
        throughput.recordBytes(bytes);
    }

    /** A body of an exchange was there but could not be read. */
    public void recordUnparsed() {
        throughput.recordUnparsed();
    }

    /** A batch of exchanges was committed, so many nanoseconds after its transaction had begun. */
    public void recordBatch(int exchanges, long nanos) {
        throughput.recordBatch(exchanges, nanos);
    }

    /** Has a listener told of every batch from now on. */
    public void listen(BatchListener listener) {
        throughput.listen(listener);
    }

    /** Exchanges of an earlier process were found in the spool. */
    public void recordRecovered(long exchanges) {
        recovered.add(exchanges);
    }

    /** Exchanges were put into the spool. */
    public void recordSpooled(long exchanges) {
        spooled.add(exchanges);
    }

    /** A request was let go though its exchange was neither committed nor spooled in time. */
    public void recordUncommitted() {
        uncommitted.increment();
    }

    /** Exchanges are lost. */
    public void recordLost(LossReason reason, long exchanges) {
        if (exchanges > 0) {
            gaps.record(reason, exchanges);
        }
    }

    /** How many exchanges were lost for a reason. */
    public long lost(LossReason reason) {
        return gaps.count(reason);
    }

    /** The newest losses, the newest first. */
    public List<Gap> gaps() {
        return gaps.newest();
    }

    /** How many exchanges were lost for each reason; without those for which none was. */
    public Map<LossReason, Long> losses() {
        return gaps.counts();
    }

    /**
     * Exchanges were committed, or found to have been committed before.
     *
     * @param discardedExchanges exchanges left out because their conversation was deleted after they began
     */
    public void recordWritten(long exchanges, long discardedExchanges, long rowsWritten) {
        stored.add(exchanges);
        discarded.add(discardedExchanges);
        rows.add(rowsWritten);
    }

    /** A batch failed and is tried again. */
    public void recordRetry() {
        retries.increment();
    }

    /** The counts now. Each is exact; together they may be a moment apart. */
    public StoreStats snapshot(long backlog, long capturedBytes) {
        return new StoreStats(
                accepted.sum(),
                recovered.sum(),
                gaps.count(LossReason.BACKLOG_FULL),
                gaps.count(LossReason.CLOSED),
                stored.sum(),
                rows.sum(),
                discarded.sum(),
                gaps.count(LossReason.NOT_PROCESSED)
                        + gaps.count(LossReason.REFUSED)
                        + gaps.count(LossReason.NOT_WRITTEN),
                spooled.sum(),
                uncommitted.sum(),
                retries.sum(),
                gaps.count(LossReason.NOT_CAPTURED),
                backlog,
                capturedBytes,
                throughput.snapshot());
    }
}
