package io.mes.storage.database;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database and what is peculiar to it. Thread-safe.
 *
 * <p>Where the system lets one connection write at a time, transactions of one store wait for each other here and not for
 * a lock of the file, which is not fair. Other processes are waited for by the driver.
 */
public final class Database {

    private static final int DEFINITION_ATTEMPTS = 8;
    private static final int DEFINITION_PATIENCE = (int) TimeUnit.HOURS.toMillis(6);

    /** MySQL calls it a deadlock when a table is altered under a transaction, and altering takes a while. */
    private static final int TRANSACTION_ATTEMPTS = 8;

    /** Who meets a row of another transaction finds it at the next attempt; what is a duplicate then will stay one. */
    private static final int DUPLICATE_ATTEMPTS = 3;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What is done with a connection. */
    public interface Work<T extends @Nullable Object> {
        /** Does it; the connection is taken back afterwards. */
        T run(Connection connection) throws SQLException;
    }

    private final DataSource source;
    private final Dialect dialect;
    private final ReentrantLock writing = new ReentrantLock(true);
    private volatile boolean reachable = true;

    /** A database whose connections come from a source. Does not connect. */
    public Database(DataSource source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    /** The dialect that it speaks. */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * Whether it was there the last time that somebody asked it anything: false from the moment at which a connection could
     * not be had, or was lost, until work succeeds again. True before anybody asked. Does not ask.
     */
    public boolean isReachable() {
        return reachable;
    }

    /** Whether a failure says that a table is not there. */
    public boolean isMissingTable(SQLException e) {
        return dialect.classify(e) == Failure.MISSING_TABLE;
    }

    /** Runs work that changes nothing, each statement by itself. */
    public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
        return committing(true, work);
    }

    /** Likewise, where the work's queries set a {@link Dialect#fetchSize} that some drivers heed inside a transaction only. */
    public <T extends @Nullable Object> T stream(Work<T> work) throws SQLException {
        return dialect.fetchesInTransaction() ? transaction(work) : read(work);
    }

    /**
     * Runs work in a transaction: committed when it returns, rolled back when it throws. Work that another transaction
     * was in the way of runs again, a few times, so it must do the same each time.
     */
    public <T extends @Nullable Object> T write(Work<T> work) throws SQLException {
        if (dialect.hasSingleWriter()) {
            return alone(() -> transaction(work));
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction(work);
            } catch (SQLException e) {
                if (attempt >= attempts(dialect.classify(e))) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static int attempts(Failure failure) {
        return switch (failure) {
            case TRANSIENT -> TRANSACTION_ATTEMPTS;
            case DUPLICATE -> DUPLICATE_ATTEMPTS;
            default -> 1;
        };
    }

    private static boolean isLostRace(Failure failure) {
        return failure == Failure.TRANSIENT || failure == Failure.DUPLICATE;
    }

    private interface Action<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private <T extends @Nullable Object> T alone(Action<T> action) throws SQLException {
        writing.lock();
        try {
            return action.run();
        } finally {
            writing.unlock();
        }
    }

    /** Whoever opens a new SQLite file makes it one with a write-ahead log, and others are told at once that it is busy. */
    private Connection connect() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                boolean again = dialect.hasSingleWriter() && dialect.classify(e) == Failure.TRANSIENT;
                if (!again || attempt == TRANSACTION_ATTEMPTS) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static void pause(int attempt) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS << attempt));
    }

    private <T extends @Nullable Object> T transaction(Work<T> work) throws SQLException {
        return committing(false, connection -> {
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    private <T extends @Nullable Object> T committing(boolean byThemselves, Work<T> work) throws SQLException {
        try {
            T result = connected(byThemselves, work);
            reachable = true;
            return result;
        } catch (SQLException e) {
            // Any other failure may be the server's answer or the pool's, and says nothing of the way there.
            if (dialect.classify(e) == Failure.CONNECTION_LOST) {
                reachable = false;
            }
            throw e;
        }
    }

    /** An application's own source may have its connections commit by themselves or not; they are given back as they came. */
    private <T extends @Nullable Object> T connected(boolean byThemselves, Work<T> work) throws SQLException {
        try (Connection connection = connect()) {
            boolean found = connection.getAutoCommit();
            if (found == byThemselves) {
                return work.run(connection);
            }
            connection.setAutoCommit(byThemselves);
            try {
                return work.run(connection);
            } finally {
                restoreAutoCommit(connection, found);
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** A connection that cannot do even this is broken, and the pool will find out. */
    private static void restoreAutoCommit(Connection connection, boolean found) {
        try {
            connection.setAutoCommit(found);
        } catch (SQLException broken) {
            // The outcome of the transaction is known by now.
        }
    }

    /**
     * Runs statements that define tables, harmless if that is done already; all of them or none where the system can. Another
     * gateway that does the same at the same moment is no failure, though systems tell of it as of one. A server that does not
     * answer is waited for no longer than for anything else.
     */
    public void define(List<String> statements) throws SQLException {
        define(statements, Database::execute);
    }

    /** Likewise, but takes as long as it takes: what changes or removes tables waits for others, or copies all rows. */
    public void definePatiently(List<String> statements) throws SQLException {
        define(statements, this::executePatiently);
    }

    private void define(List<String> statements, Execution execution) throws SQLException {
        if (dialect.hasTransactionalDefinitions()) {
            winOrFollow(() -> write(connection -> execution.run(connection, statements)), false);
        } else {
            for (String sql : statements) {
                winOrFollow(() -> read(connection -> execution.run(connection, List.of(sql))), true);
            }
        }
    }

    /** Runs statements that define tables like {@link #definePatiently}, but each by itself. */
    public void defineApart(List<String> statements) throws SQLException {
        for (String sql : statements) {
            winOrFollow(() -> alone(() -> read(connection -> executePatiently(connection, List.of(sql)))), true);
        }
    }

    private interface Execution {
        boolean run(Connection connection, List<String> statements) throws SQLException;
    }

    private static boolean execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return true;
    }

    private boolean executePatiently(Connection connection, List<String> statements) throws SQLException {
        return patiently(connection, c -> execute(c, statements));
    }

    /** Runs work outside a transaction whose statements take as long as they take, where an answer would be overdue. */
    public <T extends @Nullable Object> T patiently(Work<T> work) throws SQLException {
        return read(connection -> patiently(connection, work));
    }

    private <T extends @Nullable Object> T patiently(Connection connection, Work<T> work) throws SQLException {
        int patience = dialect.hasSingleWriter() ? 0 : connection.getNetworkTimeout();
        setPatience(connection, patience, DEFINITION_PATIENCE);
        try {
            return work.run(connection);
        } finally {
            setPatience(connection, patience, patience);
        }
    }

    /** A connection without a limit keeps none. */
    private static void setPatience(Connection connection, int present, int millis) throws SQLException {
        if (present > 0 && !connection.isClosed()) {
            connection.setNetworkTimeout(Runnable::run, millis);
        }
    }

    private void winOrFollow(Action<Boolean> definition, boolean single) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                definition.run();
                return;
            } catch (SQLException e) {
                Failure failure = dialect.classify(e);
                if (failure == Failure.EXISTS && single) {
                    return;
                }
                boolean again = failure == Failure.EXISTS || isLostRace(failure);
                if (!again || attempt == DEFINITION_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
