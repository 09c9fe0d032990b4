package io.mes.storage.query;

import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.Gap;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a store is doing.
 *
 * @param stats what it has done
 * @param maxBacklog exchanges that may wait in memory
 * @param interrupted whether the database could not be reached the last time that MES asked it anything, also at the start, or
 *     has failed and taken nothing since
 * @param spool what waits on disk; null where there is no spool
 * @param spoolBytes bytes that may wait there
 * @param commit whether requests wait until their exchange is committed or on disk
 * @param losses exchanges lost, by reason
 * @param gaps the newest losses, the newest first
 */
public record StoreStatus(
        StoreStats stats,
        int maxBacklog,
        boolean interrupted,
        @Nullable SpoolLevel spool,
        long spoolBytes,
        boolean commit,
        Map<LossReason, Long> losses,
        List<Gap> gaps) {

    /**
     * How long the exchange that is replayed next has been over, by the clock that told its end; zero if none waits in a spool,
     * or that clock has been set back since.
     */
    public Duration spoolAge(Instant now) {
        Instant oldest = spool == null ? null : spool.oldest();
        return oldest == null || oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
    }

    /**
     * Whether somebody should look after it: the database is away or takes nothing, exchanges wait in the spool, or so many wait in memory
     * that the next burst may be lost.
     */
    public boolean isDegraded() {
        boolean nearlyFull = stats.backlog() > maxBacklog / 4 * 3L;
        return interrupted || nearlyFull || (spool != null && spool.entries() > 0);
    }
}
