package io.mes.storage.metrics;

import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreStats;
import java.util.Map;

/**
 * A store as JMX shows it, under {@code io.mes:type=ConversationStore,id=1}, the next one of a process under 2 and so on.
 *
 * <p>Counts are those of {@link StoreStats}, since the store was opened. Any thread may ask; nothing waits for the database.
 */
public interface StoreMXBean {

    /** Where the store is: the system and its address, without user and password. */
    String getDatabase();

    /** See {@link StoreStats#accepted()}. */
    long getAccepted();

    /** See {@link StoreStats#recovered()}. */
    long getRecovered();

    /** See {@link StoreStats#stored()}. */
    long getStored();

    /** See {@link StoreStats#rows()}. */
    long getRows();

    /** See {@link StoreStats#discarded()}. */
    long getDiscarded();

    /** See {@link StoreStats#spooled()}. */
    long getSpooled();

    /** See {@link StoreStats#uncommitted()}. */
    long getUncommitted();

    /** See {@link StoreStats#retries()}. */
    long getRetries();

    /** See {@link StoreStats#unsettled()}. */
    long getUnsettled();

    /** See {@link StoreStats#backlog()}. */
    long getBacklog();

    /** Exchanges that may wait in memory. */
    long getMaxBacklog();

    /** See {@link StoreStats#capturedBytes()}. */
    long getCapturedBytes();

    /** Exchanges that wait in the spool; 0 where there is none. */
    long getSpoolEntries();

    /** Bytes that wait in the spool; 0 where there is none. */
    long getSpoolBytes();

    /** Bytes that may wait in the spool; 0 where there is none. */
    long getMaxSpoolBytes();

    /** Exchanges that the spool keeps for people, for they could not be read or stored; 0 where there is none. */
    long getSpoolRejected();

    /** See {@link io.mes.storage.query.StoreStatus#spoolAge}; in seconds. */
    long getSpoolAgeSeconds();

    /** See {@link StoreStats#lost()}. */
    long getLost();

    /** See {@link io.mes.storage.stats.Throughput#bytes()}. */
    long getBytes();

    /** See {@link io.mes.storage.stats.Throughput#unparsed()}. */
    long getParseFailures();

    /** See {@link io.mes.storage.stats.Throughput#batches()}. */
    long getBatches();

    /** Exchanges in a batch on average; 0 before the first one. */
    double getMeanBatch();

    /** See {@link io.mes.storage.stats.Throughput#largestBatch()}. */
    long getLargestBatch();

    /** Milliseconds that it took to commit a batch on average; 0 before the first one. */
    double getMeanCommitMillis();

    /** Milliseconds that it took to commit the slowest batch. */
    double getLongestCommitMillis();

    /** Exchanges lost, by the {@link LossReason#label()} of each reason for which some were. */
    Map<String, Long> getLostByReason();

    /** Whether the database is away or takes nothing; see {@link io.mes.storage.query.StoreStatus#interrupted()}. */
    boolean isInterrupted();

    /** Whether somebody should look after the store; see {@link io.mes.storage.query.StoreStatus#isDegraded()}. */
    boolean isDegraded();
}
