package io.mes.storage;

import io.mes.storage.database.Database;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Dialects;
import io.mes.storage.dialect.Failure;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.pool.ConnectionPool;
import io.mes.storage.spool.Spool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that was opened for a store: it can be reached and has its tables of today, or there is a spool to wait for it.
 *
 * @param spool null for none
 * @param address as it may stand in a log
 * @param closing closes the connections, but those of the application
 */
record OpenedDatabase(
        Database database,
        PartitionCatalog partitions,
        Calendar calendar,
        @Nullable Spool spool,
        String address,
        Runnable closing) {

    private static final Logger log = LoggerFactory.getLogger(OpenedDatabase.class);

    /** See {@link ConversationStore#open(StorageConfig)}. */
    static OpenedDatabase of(StorageConfig config, Instant now) {
        Dialect dialect = Dialects.of(config.dsn().engine());
        ConnectionPool pool = ConnectionPool.open(config.dsn(), config.pool(), dialect);
        Database database = new Database(pool.dataSource(), dialect);
        try {
            return of(database, config, now, config.dsn().displayAddress(), pool::close);
        } catch (SQLException e) {
            pool.close();
            throw StartUpProblem.with(config.dsn()).exception(dialect.classify(e), e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** See {@link ConversationStore#open(DataSource, StorageConfig)}. */
    static OpenedDatabase of(DataSource source, StorageConfig config, Instant now) throws SQLException {
        Dialect dialect;
        StartUpProblem problem;
        try (Connection connection = source.getConnection()) {
            dialect = Dialects.of(connection.getMetaData());
            problem = StartUpProblem.withDataSource(dialect.engine(), connection);
        } catch (SQLException e) {
            if (StartUpProblem.isOfTheWay(e)) {
                throw e;
            }
            throw StartUpProblem.withoutConnection(e);
        }
        try {
            return of(new Database(source, dialect), config, now, problem.address(), () -> {});
        } catch (SQLException e) {
            throw problem.exception(dialect.classify(e), e);
        }
    }

    private static OpenedDatabase of(
            Database database, StorageConfig config, Instant now, String address, Runnable closing)
            throws SQLException {
        Calendar calendar = new Calendar(config.zone(), config.dailyPartition());
        PartitionCatalog partitions = new PartitionCatalog(database);
        Path directory = config.durability().spoolDirectory();
        Spool spool = directory == null
                ? null
                : Spool.open(directory, config.durability().spoolBytes());
        OpenedDatabase opened = new OpenedDatabase(database, partitions, calendar, spool, address, closing);
        try {
            opened.makeTables(now);
            return opened;
        } catch (SQLException | RuntimeException e) {
            opened.closeSpool();
            throw e;
        }
    }

    /** Today's before anything else, so that what is wrong with the database is known at once; but a spool can wait for it. */
    private void makeTables(Instant now) throws SQLException {
        try {
            partitions.ensureWritable(calendar.partitionOf(now));
        } catch (SQLException e) {
            if (spool == null || database.dialect().classify(e) != Failure.CONNECTION_LOST) {
                throw e;
            }
            log.warn("The database cannot be reached; exchanges go to the spool until it can", e);
        }
    }

    private void closeSpool() {
        if (spool != null) {
            spool.close();
        }
    }

    /** Lets go of what no store has come to own. */
    void close() {
        closeSpool();
        closing.run();
    }
}
