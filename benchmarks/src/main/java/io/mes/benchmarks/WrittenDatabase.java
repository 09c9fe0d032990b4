package io.mes.benchmarks;

import io.mes.storage.StorageConfig;
import io.mes.storage.chat.Chat;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Dialects;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.pool.ConnectionPool;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.stats.StoreStats;
import io.mes.storage.write.BatchWriter;
import io.mes.storage.write.RowsOnly;
import io.mes.storage.write.WriterConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

/** A database of its own with the tables of a day, its writer's connection open; gone when closed. */
final class WrittenDatabase implements AutoCloseable {

    private static final Calendar CALENDAR = new Calendar(ZoneOffset.UTC, true);

    private final TestDatabase database;
    private final Dialect dialect;
    private final ConnectionPool pool;
    private final StoreCounters counters = new StoreCounters();
    private final BatchWriter writer;
    private final Partition partition;
    private final String table;

    private WrittenDatabase(TestDatabase database, LocalDate day, boolean whole, boolean completions)
            throws SQLException {
        this.database = database;
        StorageConfig config = StorageConfig.builder(database.dsn()).build();
        this.dialect = Dialects.of(config.dsn().engine());
        this.pool = ConnectionPool.open(config.dsn(), config.pool(), dialect);
        Database pooled = new Database(pool.dataSource(), dialect);
        PartitionCatalog partitions = new PartitionCatalog(pooled);
        this.partition = new Partition(day);
        partitions.ensure(partition);
        WriterConfig writerConfig = new WriterConfig(CALENDAR, config.conversationHeaders(), whole, false, completions);
        this.writer = new BatchWriter(pooled, partitions, writerConfig, counters);
        this.table = partition.table(Tables.MESSAGES);
    }

    /** Makes one for the day of a moment. */
    static WrittenDatabase create(TestEngine engine, Instant moment) throws SQLException {
        return create(engine, moment, false);
    }

    /**
     * Makes one for the day of a moment.
     *
     * @param whole whether every request is stored with all its messages
     */
    static WrittenDatabase create(TestEngine engine, Instant moment, boolean whole) throws SQLException {
        return new WrittenDatabase(TestDatabase.create(engine), CALENDAR.dayOf(moment), whole, false);
    }

    /** Makes one for the day of a moment, whose writer lists completions. */
    static WrittenDatabase createListing(TestEngine engine, Instant moment) throws SQLException {
        return new WrittenDatabase(TestDatabase.create(engine), CALENDAR.dayOf(moment), false, true);
    }

    /** A column as it stands in a statement. */
    String column(String name) {
        return dialect.column(name);
    }

    /** Writes chats as the store does. */
    void write(List<Chat> chats) {
        writer.write(chats, false, attempt -> true).countIn(counters);
    }

    /** The writer's pool. */
    DataSource source() {
        return pool.dataSource();
    }

    /** What inserts rows as {@link #write} does, and nothing else. */
    RowsOnly rowsOnly() {
        return new RowsOnly(dialect, partition);
    }

    /** Takes everything out that was written. */
    void empty() throws SQLException {
        String emptying = database.engine() == TestEngine.SQLITE ? "DELETE FROM " : "TRUNCATE TABLE ";
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String filled : List.of(table, Tables.CONVERSATIONS, Tables.USAGE, Tables.REPLIES)) {
                statement.execute(emptying + filled);
            }
        }
    }

    TestDatabase database() {
        return database;
    }

    /** The table of the day's messages. */
    String table() {
        return table;
    }

    /** An INSERT into it. */
    String insert() {
        return SqlText.insert(
                table, Tables.MESSAGE_COLUMNS.stream().map(dialect::column).toList());
    }

    /** The table's columns, as they stand in a SELECT. */
    String columns() {
        return String.join(
                ", ", Tables.MESSAGE_COLUMNS.stream().map(dialect::column).toList());
    }

    /** A connection set up like the writer's, which has seen the table. */
    Connection connect() throws SQLException {
        Connection connection = database.dataSource().getConnection();
        count(connection);
        return connection;
    }

    /** Rows in the table. */
    long count() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return count(connection);
        }
    }

    private long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Makes sure that a measurement measured what it was to.
     *
     * @throws IllegalStateException if the writer has lost something or begun anew
     */
    void requireUndisturbed() {
        StoreStats stats = counters.snapshot(0, 0);
        if (stats.failed() > 0 || stats.discarded() > 0 || stats.retries() > 0) {
            throw new IllegalStateException("The writer was disturbed: " + stats);
        }
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }
}
