package io.mes.storage.stats;

import java.time.Duration;

/**
 * How much has come through a store since it was opened, and how fast.
 *
 * @param bytes bytes of the bodies of all exchanges taken, as far as they were captured
 * @param unparsed exchanges whose request or answer was there but could not be read; they are stored as text
 * @param batches transactions that stored exchanges
 * @param batchedExchanges exchanges in all of these
 * @param largestBatch exchanges in the largest of them
 * @param commits time that all of these took, from their beginning until they were committed
 * @param longestCommit time that the longest of them took
 */
public record Throughput(
        long bytes,
        long unparsed,
        long batches,
        long batchedExchanges,
        long largestBatch,
        Duration commits,
        Duration longestCommit) {

    /** That of a store to which nothing has come. */
    public static final Throughput NONE = new Throughput(0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);
}
