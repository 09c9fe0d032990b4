package io.mes.storage;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.config.ConfigException;
import io.mes.storage.database.Database;
import io.mes.storage.exchange.CaptureBudget;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeSink;
import io.mes.storage.metrics.JmxRegistration;
import io.mes.storage.metrics.MeasuredStore;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.query.StoreStatus;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.redact.Redaction;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import io.mes.storage.service.Administration;
import io.mes.storage.service.CompletionService;
import io.mes.storage.service.QueryService;
import io.mes.storage.stats.BatchListener;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.stats.StoreStats;
import io.mes.storage.transfer.Transfer;
import io.mes.storage.upkeep.Upkeep;
import io.mes.storage.write.BatchWriter;
import io.mes.storage.write.WriterConfig;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store of conversations in one database.
 *
 * <p>Thread-safe. Owns four daemon threads ({@code mes-parser}, {@code mes-writer}, two of {@code mes-upkeep}), with a spool a
 * fifth ({@code mes-database}), and the connection pool unless the application brought its own. Whoever opens a store closes it;
 * closing writes the backlog first.
 */
public final class ConversationStore implements ExchangeSink, MeasuredStore, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConversationStore.class);

    private final StorageConfig config;
    private final Database database;
    private final PartitionCatalog partitions;
    private final BatchWriter writer;
    private final StoreCounters counters;
    private final CaptureBudget budget;
    private final Redaction redaction;
    private final Pipeline pipeline;
    private final Services services;
    private final Upkeep upkeep;
    private final JmxRegistration jmx;
    private final String address;
    private final Runnable onClose;

    private ConversationStore(OpenedDatabase opened, StorageConfig config, Clock clock) {
        this.config = config;
        this.database = opened.database();
        this.address = opened.address();
        this.onClose = opened.closing();
        this.partitions = opened.partitions();
        Calendar calendar = opened.calendar();
        this.counters = new StoreCounters(clock);
        this.budget = new CaptureBudget(config.maxBufferBytes());
        WriterConfig writerConfig = new WriterConfig(
                calendar, config.conversationHeaders(), config.storeWhole(), config.honorStore(), config.completions());
        this.writer = new BatchWriter(database, partitions, writerConfig, counters);
        this.redaction = new Redaction(config.redactor());
        this.pipeline = new Pipeline(config, writer, counters, redaction, budget, opened.spool());
        this.services = Services.over(database, partitions, writerConfig, clock, pipeline, redaction, counters);
        this.upkeep =
                new Upkeep(database, partitions, calendar, clock, config.upkeepInterval(), config.retentionDays());
        this.jmx = JmxRegistration.of(address, this::status);
        log.info("Conversations are stored in {}; masked in them: {}", address, redaction.description());
    }

    /**
     * Opens a store on the database that the configuration names.
     *
     * <p>A MySQL database that does not exist is created; no other system lets a connection do so.
     *
     * @throws ConfigException if the driver is missing, or the database cannot be reached or written to; the message names
     *     the setting, the address and the remedy
     */
    public static ConversationStore open(StorageConfig config) {
        return open(config, Clock.systemUTC());
    }

    /** Opens a store that goes by another clock. See {@link #open(StorageConfig)}. */
    public static ConversationStore open(StorageConfig config, Clock clock) {
        return open(OpenedDatabase.of(config, clock.instant()), config, clock);
    }

    /**
     * Opens a store on the application's own database, whose kind is found out by asking it.
     *
     * @param source stays open when the store is closed
     * @throws SQLException if the database cannot be reached; no other failure
     * @throws ConfigException if the source gives no connection for another reason, MES does not know the kind of its database,
     *     or may not make its tables there; the message has the database's own words
     */
    public static ConversationStore open(DataSource source, StorageConfig config) throws SQLException {
        return open(source, config, Clock.systemUTC());
    }

    /** Opens a store that goes by another clock. See {@link #open(DataSource, StorageConfig)}. */
    public static ConversationStore open(DataSource source, StorageConfig config, Clock clock) throws SQLException {
        return open(OpenedDatabase.of(source, config, clock.instant()), config, clock);
    }

    private static ConversationStore open(OpenedDatabase opened, StorageConfig config, Clock clock) {
        try {
            return new ConversationStore(opened, config, clock);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public boolean offer(Exchange exchange) {
        return pipeline.offer(exchange);
    }

    @Override
    public boolean holdsRequests() {
        return config.durability().commit();
    }

    @Override
    public void captureFailed() {
        counters.recordLost(LossReason.NOT_CAPTURED, 1);
    }

    /** Questions about what is stored. */
    public QueryService queries() {
        return services.queries();
    }

    /** Questions about single exchanges, for stores whose {@link StorageConfig#completions()} is set. */
    public CompletionService completions() {
        return services.completions();
    }

    /** What administrators ask and do. */
    public Administration administration() {
        return services.administration();
    }

    /** Export and import. */
    public Transfer transfer() {
        return services.transfer();
    }

    /** The memory that captured bodies share with the backlog. */
    public CaptureBudget captureBudget() {
        return budget;
    }

    /** What the store was opened with. */
    public StorageConfig config() {
        return config;
    }

    /** Where the database is, as it may stand in a log: the system and its address, without user and password. */
    public String displayAddress() {
        return address;
    }

    /** What the store has done so far. */
    public StoreStats stats() {
        return counters.snapshot(pipeline.backlog(), budget.reserved());
    }

    @Override
    public StoreStatus status() {
        return new StoreStatus(
                stats(),
                config.maxBacklog(),
                !database.isReachable() || pipeline.delivery().isInterrupted(),
                pipeline.delivery().spool(),
                config.durability().spoolBytes(),
                config.durability().commit(),
                counters.losses(),
                counters.gaps());
    }

    @Override
    public void listen(BatchListener listener) {
        counters.listen(listener);
    }

    /**
     * Stores one row of a message that the caller has put together, with its share in catalogue and usage, and waits
     * until it is committed.
     *
     * @throws UnavailableException if it could not be stored
     */
    public void saveConversationHistory(MessageRow row) {
        ConversationKey key = new ConversationKey(row.userId(), row.conversationId());
        save(key, row.createdAt(), List.of(redaction.of(row)), List.of());
    }

    /** Stores one row of an error. See {@link #saveConversationHistory}. */
    public void saveErrorConversationHistory(ErrorRow row) {
        ConversationKey key = new ConversationKey(row.userId(), row.conversationId());
        save(key, row.createdAt(), List.of(), List.of(redaction.of(row)));
    }

    private void save(ConversationKey key, long createdAt, List<MessageRow> messages, List<ErrorRow> errors) {
        CompletableFuture<Boolean> saved = pipeline.submit(() -> {
            writer.writeRows(key, createdAt, messages, errors);
            return true;
        });
        try {
            saved.join();
        } catch (CompletionException e) {
            throw new UnavailableException("The row could not be stored", e);
        }
    }

    /** A page of a user's conversation. See {@link QueryService#messages}. */
    public Page<StoredMessage> getConversationHistory(long userId, String conversationId, MessageQuery query) {
        return queries().messages(userId, conversationId, query);
    }

    /** Deletes a user's conversation. See {@link QueryService#delete}. */
    public long deleteConversationHistory(long userId, String conversationId) {
        return queries().delete(userId, conversationId);
    }

    /** The table into which messages of a day are written. */
    public String getConversationHistoryTableName(LocalDate day) {
        return partitionOf(day).table(Tables.MESSAGES);
    }

    /** The table into which errors of a day are written. */
    public String getErrorConversationHistoryTableName(LocalDate day) {
        return partitionOf(day).table(Tables.ERRORS);
    }

    private Partition partitionOf(LocalDate day) {
        return config.dailyPartition() ? new Partition(day) : Partition.BASE;
    }

    /**
     * Makes the tables of a day if they are missing, and waits until they are there.
     *
     * @throws SQLException if the database does not answer, or does not let them be made
     */
    public void createTableIfNotExists(LocalDate day) throws SQLException {
        partitions.ensure(partitionOf(day));
    }

    /**
     * The tables of messages that exist, oldest first, as the database says now.
     *
     * @throws SQLException if it does not answer
     */
    public List<String> getExistingPartitionTables() throws SQLException {
        return partitions.list().stream()
                .map(partition -> partition.table(Tables.MESSAGES))
                .toList();
    }

    /**
     * Refuses new exchanges, writes the backlog, ends the threads. What cannot be written in time stays in the spool; without
     * one it is logged and lost.
     */
    @Override
    public void close() {
        upkeep.close();
        pipeline.close(config.drainPatience());
        jmx.close();
        onClose.run();
    }
}
