package io.mes.storage.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.config.PoolConfig;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Dialects;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies how connections are limited, prepared, given back and closed. */
@Timeout(60)
final class ConnectionPoolTest {

    private static final Dialect DIALECT = Dialects.of(Engine.SQLITE);

    @TempDir
    private Path directory;

    private ConnectionPool open(Map<String, String> properties, int maxIdle, int maxOpen) {
        Dsn dsn = new Dsn(Engine.SQLITE, "jdbc:sqlite:" + directory.resolve("test.db"), properties);
        return ConnectionPool.open(dsn, new PoolConfig(maxIdle, maxOpen, Duration.ofHours(1)), DIALECT);
    }

    private ConnectionPool open(int maxIdle, int maxOpen) {
        return open(Map.of(), maxIdle, maxOpen);
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.getString(1);
        }
    }

    @Test
    void shouldSetUpConnectionsAsTheDialectWants() throws SQLException {
        try (ConnectionPool pool = open(2, 2);
                Connection connection = pool.dataSource().getConnection()) {
            assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(connection, "busy_timeout")).isEqualTo("10000");
        }
    }

    @Test
    void shouldLetTheDataSourceNameOverrideTheDialect() throws SQLException {
        try (ConnectionPool pool = open(Map.of("busy_timeout", "7"), 2, 2);
                Connection connection = pool.dataSource().getConnection()) {
            assertThat(pragma(connection, "busy_timeout")).isEqualTo("7");
        }
    }

    @Test
    void shouldLetOneWaitWhoWantsMoreThanThereMayBe() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ConnectionPool pool = open(2, 2)) {
            Connection first = pool.dataSource().getConnection();
            Connection second = pool.dataSource().getConnection();
            AtomicReference<Thread> asking = new AtomicReference<>();
            Future<String> third = thread.submit(() -> {
                asking.set(Thread.currentThread());
                try (Connection connection = pool.dataSource().getConnection()) {
                    return pragma(connection, "journal_mode");
                }
            });
            await().until(() -> asking.get() != null && asking.get().getState() == Thread.State.TIMED_WAITING);
            assertThat(third).isNotDone();

            first.close();
            assertThat(third.get()).isEqualTo("wal");
            second.close();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void shouldUseAConnectionAgain() throws SQLException {
        try (ConnectionPool pool = open(1, 2)) {
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE mine (id INTEGER)");
            }
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM mine")) {
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }

    @Test
    void shouldKeepNoneOpenIfNoneMayBeIdle() throws SQLException {
        try (ConnectionPool pool = open(0, 2)) {
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE mine (id INTEGER)");
            }
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM mine"))
                        .hasMessageContaining("no such table");
            }
        }
    }

    @Test
    void shouldRollBackWhatIsGivenBackUnfinished() throws SQLException {
        try (ConnectionPool pool = open(1, 2)) {
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (id INTEGER)");
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO t VALUES (1)");
            }
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(rows.getInt(1)).isZero();
            }
        }
    }

    @Test
    void shouldGiveNoMoreConnectionsOnceItIsClosed() throws SQLException {
        ConnectionPool pool = open(2, 2);
        Connection inUse = pool.dataSource().getConnection();
        pool.dataSource().getConnection().close();
        pool.close();
        pool.close();

        assertThatThrownBy(() -> pool.dataSource().getConnection()).isInstanceOf(SQLException.class);
        assertThat(pragma(inUse, "journal_mode")).isEqualTo("wal");
        inUse.close();
        assertThat(inUse.isClosed()).isTrue();
    }

    /** A server that is down now must not stop the gateway from starting. */
    @Test
    void shouldNotConnectUntilItIsAskedTo() {
        Path file = directory.resolve("no/such/directory/test.db");
        Dsn dsn = Dsn.parse("local", file.toString());
        try (ConnectionPool pool = ConnectionPool.open(dsn, new PoolConfig(2, 2, Duration.ofHours(1)), DIALECT)) {
            assertThatThrownBy(() -> pool.dataSource().getConnection())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Unable to open the database file");
        }
    }
}
