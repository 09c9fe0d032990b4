package io.mes.storage.stats;

/**
 * What the store has done since it was opened. Every accepted exchange ends up stored, discarded or failed; until then it
 * is in the backlog or the spool.
 *
 * @param accepted exchanges taken into the backlog
 * @param recovered exchanges of an earlier process that were in the spool when the store was opened
 * @param droppedFull exchanges refused because the backlog was full
 * @param droppedClosed exchanges refused because the store was closed
 * @param stored exchanges committed
 * @param rows rows committed, of messages and errors
 * @param discarded exchanges left out because their conversation was deleted after they began
 * @param failed exchanges taken but lost
 * @param spooled exchanges put into the spool; most of them are stored by now
 * @param uncommitted requests that were let go though their exchange was neither committed nor spooled in time
 * @param retries batches that failed and were tried again
 * @param captureFailed exchanges seen but never offered, because capturing them failed
 * @param backlog exchanges taken and not yet stored
 * @param capturedBytes bytes of captured bodies held in memory
 * @param throughput how much has come through, and how fast
 */
public record StoreStats(
        long accepted,
        long recovered,
        long droppedFull,
        long droppedClosed,
        long stored,
        long rows,
        long discarded,
        long failed,
        long spooled,
        long uncommitted,
        long retries,
        long captureFailed,
        long backlog,
        long capturedBytes,
        Throughput throughput) {

    /** Exchanges taken of which it is not known yet what becomes of them. */
    public long unsettled() {
        return accepted + recovered - stored - discarded - failed;
    }

    /** Exchanges that were seen and are lost. */
    public long lost() {
        return droppedFull + droppedClosed + failed + captureFailed;
    }
}
