package io.mes.storage.metrics;

import io.mes.storage.query.StoreStatus;
import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.StoreStats;
import io.mes.storage.stats.Throughput;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads each value when it is asked for. */
final class StoreMetrics implements StoreMXBean {

    private static final double NANOS_A_MILLISECOND = 1e6;

    private final String database;
    private final Supplier<StoreStatus> status;

    StoreMetrics(String database, Supplier<StoreStatus> status) {
        this.database = database;
        this.status = status;
    }

    private StoreStats stats() {
        return status.get().stats();
    }

    @Override
    public String getDatabase() {
        return database;
    }

    @Override
    public long getAccepted() {
        return stats().accepted();
    }

    @Override
    public long getRecovered() {
        return stats().recovered();
    }

    @Override
    public long getStored() {
        return stats().stored();
    }

    @Override
    public long getRows() {
        return stats().rows();
    }

    @Override
    public long getDiscarded() {
        return stats().discarded();
    }

    @Override
    public long getSpooled() {
        return stats().spooled();
    }

    @Override
    public long getUncommitted() {
        return stats().uncommitted();
    }

    @Override
    public long getRetries() {
        return stats().retries();
    }

    @Override
    public long getUnsettled() {
        return stats().unsettled();
    }

    @Override
    public long getBacklog() {
        return stats().backlog();
    }

    @Override
    public long getMaxBacklog() {
        return status.get().maxBacklog();
    }

    @Override
    public long getCapturedBytes() {
        return stats().capturedBytes();
    }

    @Override
    public long getSpoolEntries() {
        SpoolLevel spool = status.get().spool();
        return spool == null ? 0 : spool.entries();
    }

    @Override
    public long getSpoolBytes() {
        SpoolLevel spool = status.get().spool();
        return spool == null ? 0 : spool.bytes();
    }

    @Override
    public long getMaxSpoolBytes() {
        StoreStatus now = status.get();
        return now.spool() == null ? 0 : now.spoolBytes();
    }

    @Override
    public long getSpoolRejected() {
        SpoolLevel spool = status.get().spool();
        return spool == null ? 0 : spool.rejected();
    }

    @Override
    public long getSpoolAgeSeconds() {
        return status.get().spoolAge(Instant.now()).toSeconds();
    }

    @Override
    public long getLost() {
        return stats().lost();
    }

    @Override
    public long getBytes() {
        return stats().throughput().bytes();
    }

    @Override
    public long getParseFailures() {
        return stats().throughput().unparsed();
    }

    @Override
    public long getBatches() {
        return stats().throughput().batches();
    }

    @Override
    public double getMeanBatch() {
        Throughput throughput = stats().throughput();
        return (double) throughput.batchedExchanges() / Math.max(1, throughput.batches());
    }

    @Override
    public long getLargestBatch() {
        return stats().throughput().largestBatch();
    }

    @Override
    public double getMeanCommitMillis() {
        Throughput throughput = stats().throughput();
        return throughput.commits().toNanos() / NANOS_A_MILLISECOND / Math.max(1, throughput.batches());
    }

    @Override
    public double getLongestCommitMillis() {
        return stats().throughput().longestCommit().toNanos() / NANOS_A_MILLISECOND;
    }

    @Override
    public Map<String, Long> getLostByReason() {
        Map<String, Long> lost = new TreeMap<>();
        status.get().losses().forEach((reason, count) -> lost.put(reason.label(), count));
        return lost;
    }

    @Override
    public boolean isInterrupted() {
        return status.get().interrupted();
    }

    @Override
    public boolean isDegraded() {
        return status.get().isDegraded();
    }
}
