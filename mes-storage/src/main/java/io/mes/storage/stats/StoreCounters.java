package io.mes.storage.stats;

import java.util.concurrent.atomic.LongAdder;

/** Counts what happens to exchanges. Thread-safe; counting never waits. */
public final class StoreCounters {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder droppedFull = new LongAdder();
    private final LongAdder droppedClosed = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder captureFailed = new LongAdder();

    /** An exchange was taken into the backlog. */
    public void recordAccepted() {
        accepted.increment();
    }

    /** An exchange was refused because the backlog was full. */
    public void recordDroppedFull() {
        droppedFull.increment();
    }

    /** An exchange was refused because the store was closed. */
    public void recordDroppedClosed() {
        droppedClosed.increment();
    }

    /** A batch was committed, or found to have been committed before. */
    public void recordStored(long exchanges, long rowsWritten) {
        stored.add(exchanges);
        rows.add(rowsWritten);
    }

    /** An exchange was left out because its conversation was deleted after it began. */
    public void recordDiscarded(long exchanges) {
        discarded.add(exchanges);
    }

    /** Exchanges were taken but could not be stored, and are lost. */
    public void recordFailed(long exchanges) {
        failed.add(exchanges);
    }

    /** A batch failed and is tried again. */
    public void recordRetry() {
        retries.increment();
    }

    /** An exchange was seen but could not be captured. */
    public void recordCaptureFailed() {
        captureFailed.increment();
    }

    /** The counts now. Each is exact; together they may be a moment apart. */
    public StoreStats snapshot(long backlog, long capturedBytes) {
        return new StoreStats(
                accepted.sum(),
                droppedFull.sum(),
                droppedClosed.sum(),
                stored.sum(),
                rows.sum(),
                discarded.sum(),
                failed.sum(),
                retries.sum(),
                captureFailed.sum(),
                backlog,
                capturedBytes);
    }
}
