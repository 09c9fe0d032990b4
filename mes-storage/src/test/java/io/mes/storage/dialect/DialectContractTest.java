package io.mes.storage.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies what the failures of real databases are taken for, and that of those which nobody can provoke. */
@OnEveryEngine
@Timeout(60)
final class DialectContractTest {

    private static final String PASSWORD = "s3cret";

    private final TestEngine engine;
    private final TestDatabase database;
    private final Dialect dialect;
    private final String user = "mes_" + UUID.randomUUID().toString().substring(0, 8);

    DialectContractTest(TestEngine engine) {
        this.engine = engine;
        this.database = TestDatabase.create(engine);
        this.dialect = Dialects.of(engine.engine());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void onServers() {
        assumeThat(engine).isNotEqualTo(TestEngine.SQLITE);
    }

    private boolean isMySql() {
        return engine.engine() == Engine.MYSQL;
    }

    /** What a failure is taken for, also when a pool has wrapped it. */
    private Failure failure(ThrowingCallable action) {
        SQLException e = catchThrowableOfType(SQLException.class, action);
        assertThat(dialect.classify(new SQLException("wrapped", e))).isEqualTo(dialect.classify(e));
        return dialect.classify(e);
    }

    private Failure failure(String sql) {
        return failure(() -> database.execute(sql));
    }

    /** A connection of another user, to another place. */
    private static Connection connect(Dsn dsn, String url, Map<String, String> changes) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(dsn.properties());
        properties.putAll(changes);
        return DriverManager.getConnection(url, properties);
    }

    private Connection connect(String name, String password) throws SQLException {
        Dsn dsn = database.dsn();
        return connect(dsn, dsn.jdbcUrl(), Map.of("user", name, "password", password));
    }

    @Test
    void shouldKnowADuplicate() throws SQLException {
        database.execute(
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR(10) UNIQUE)", "INSERT INTO t VALUES (1, 'b')");

        assertThat(failure("INSERT INTO t VALUES (1, 'c')")).isEqualTo(Failure.DUPLICATE);
        assertThat(failure("INSERT INTO t VALUES (2, 'b')")).isEqualTo(Failure.DUPLICATE);
        assertThat(failure("INSERT INTO t SELECT a, b FROM t")).isEqualTo(Failure.DUPLICATE);
    }

    @Test
    void shouldKnowADuplicateInABatch() throws SQLException {
        database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
            for (int a = 0; a < 3; a++) {
                insert.setInt(1, a);
                insert.addBatch();
            }

            assertThat(failure(insert::executeBatch)).isEqualTo(Failure.DUPLICATE);
        }
    }

    @Test
    void shouldKnowWhatExists() throws SQLException {
        database.execute("CREATE TABLE t (a INTEGER)", "CREATE INDEX i ON t (a)");

        assertThat(failure("CREATE TABLE t (a INTEGER)")).isEqualTo(Failure.EXISTS);
        assertThat(failure("CREATE INDEX i ON t (a)")).isEqualTo(Failure.EXISTS);
    }

    @Test
    void shouldKnowWhatIsMissing() throws SQLException {
        assertThat(failure("SELECT * FROM nowhere")).isEqualTo(Failure.MISSING_TABLE);
        assertThat(failure("INSERT INTO nowhere VALUES (1)")).isEqualTo(Failure.MISSING_TABLE);
        assertThat(failure("DROP TABLE nowhere")).isEqualTo(Failure.MISSING_TABLE);
        assertThat(failure("SELEKT")).isEqualTo(Failure.FATAL);
    }

    @Test
    void shouldKnowAMissingDatabase() {
        onServers();
        Dsn dsn = database.dsn();
        String url = dsn.jdbcUrl().replace(dsn.database(), user);

        assertThat(failure(() -> connect(dsn, url, Map.of()).close())).isEqualTo(Failure.MISSING_DATABASE);
    }

    @Test
    void shouldKnowWhatCanNeverBeStored() throws SQLException {
        database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b VARCHAR(3) NOT NULL)");

        assertThat(failure("INSERT INTO t VALUES (1, NULL)")).isEqualTo(Failure.DATA);
        assertThat(failure("INSERT INTO t VALUES ('no number', 'b')")).isEqualTo(Failure.DATA);
        if (engine != TestEngine.SQLITE) {
            assertThat(failure("INSERT INTO t VALUES (1, 'long')")).isEqualTo(Failure.DATA);
            assertThat(failure("INSERT INTO t VALUES (99999999999, 'b')")).isEqualTo(Failure.DATA);
        }
    }

    @Test
    void shouldKnowACharacterThatCannotBeStored() throws SQLException {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);
        database.execute("CREATE TABLE t (a TEXT)");
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
            insert.setString(1, "a\0b");

            assertThat(failure(insert::executeUpdate)).isEqualTo(Failure.DATA);
        }
    }

    @Test
    void shouldNotPlanAQueryAnewForEachUser() throws SQLException {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);
        database.execute(
                "CREATE TABLE t (a INT, b INT)",
                "INSERT INTO t SELECT CASE WHEN n < 10 THEN 1 ELSE n % 2 + 2 END, n FROM generate_series(1, 10000) n",
                "CREATE INDEX i ON t (a, b)",
                "ANALYZE t");
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement query = connection.prepareStatement("SELECT b FROM t WHERE a = ? ORDER BY b")) {
            for (int i = 0; i < 50; i++) {
                query.setInt(1, 1);
                query.executeQuery().close();
            }

            try (ResultSet plans = statement.executeQuery("SELECT generic_plans, custom_plans"
                    + " FROM pg_prepared_statements WHERE statement LIKE 'SELECT b%'")) {
                assertThat(plans.next()).isTrue();
                assertThat(plans.getLong(1)).isPositive();
                assertThat(plans.getLong(2)).isZero();
            }
        }
    }

    /** Citus finds shards by the parameters: without them it has no plan for several. */
    @Test
    void shouldLetCitusPlanForTheParameters() throws SQLException {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);
        // Whether its code is there makes no difference to who only asks for its name.
        database.execute(
                "SET allow_system_table_mods = on",
                "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)"
                        + " SELECT 1, 'citus', extowner, extnamespace, false, '1' FROM pg_extension WHERE extname = 'plpgsql'");

        assertThat(planCacheMode()).isEqualTo("auto");
    }

    private String planCacheMode() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet mode = statement.executeQuery("SHOW plan_cache_mode")) {
            mode.next();
            return mode.getString(1);
        }
    }

    @Test
    void shouldKnowARowThatIsLongerThanTheServerTakes() throws SQLException {
        assumeThat(isMySql()).isTrue();
        database.execute("CREATE TABLE t (a LONGTEXT)");
        long packet =
                Long.parseLong(database.rows("SELECT @@max_allowed_packet").get(0));
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
            insert.setString(1, "a".repeat((int) packet + 1));

            assertThat(failure(insert::executeUpdate)).isEqualTo(Failure.DATA);
        }
    }

    @Test
    void shouldKnowWhatIsNotAllowed() throws SQLException {
        onServers();
        database.execute("CREATE TABLE t (a INTEGER)");
        createUser();
        try {
            assertThat(failure(() -> connect(user, "wrong").close())).isEqualTo(Failure.PERMISSION);
            try (Connection connection = connect(user, PASSWORD);
                    Statement statement = connection.createStatement()) {
                assertThat(failure(() -> statement.execute("CREATE TABLE u (a INTEGER)")))
                        .isEqualTo(Failure.PERMISSION);
                assertThat(failure(() -> statement.execute("INSERT INTO t VALUES (1)")))
                        .isEqualTo(Failure.PERMISSION);
            }
        } finally {
            database.execute("DROP USER " + user);
        }
    }

    private void createUser() throws SQLException {
        if (isMySql()) {
            database.execute(
                    "CREATE USER " + user + " IDENTIFIED BY '" + PASSWORD + "'",
                    "GRANT SELECT ON " + database.dsn().database() + ".* TO " + user);
        } else {
            database.execute(
                    "CREATE USER " + user + " PASSWORD '" + PASSWORD + "'",
                    "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }
    }

    @Test
    void shouldKnowATransactionThatMayOnlyRead() throws SQLException {
        onServers();
        database.execute("CREATE TABLE t (a INTEGER)");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("START TRANSACTION READ ONLY");

            assertThat(failure(() -> statement.execute("INSERT INTO t VALUES (1)")))
                    .isEqualTo(Failure.PERMISSION);
        }
    }

    @Test
    void shouldKnowAConnectionThatTheServerEnded() throws SQLException {
        onServers();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            String id = single(statement, isMySql() ? "SELECT connection_id()" : "SELECT pg_backend_pid()");
            if (isMySql()) {
                database.execute("KILL " + id);
            } else {
                database.query("SELECT pg_terminate_backend(" + id + ", 10000)");
            }

            assertThat(failure(() -> statement.execute("SELECT 1"))).isEqualTo(Failure.CONNECTION_LOST);
            assertThat(failure(() -> connection.setAutoCommit(false))).isEqualTo(Failure.CONNECTION_LOST);
        }
    }

    private static String single(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    @Test
    void shouldKnowAServerThatIsNotThereOrDoesNotAnswer() throws IOException {
        onServers();
        Map<String, String> impatient = Map.of("socketTimeout", isMySql() ? "500" : "1");
        int port;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            assertThat(failure(connecting(port, impatient))).isEqualTo(Failure.CONNECTION_LOST);
        }
        assertThat(failure(connecting(port, impatient))).isEqualTo(Failure.CONNECTION_LOST);
    }

    private ThrowingCallable connecting(int port, Map<String, String> changes) {
        Dsn dsn = database.dsn();
        String url = dsn.jdbcUrl().replaceFirst("//[^/]*/", "//127.0.0.1:" + port + "/");
        return () -> connect(dsn, url, changes).close();
    }

    @Test
    void shouldKnowADeadlock() throws Exception {
        onServers();
        database.execute(
                "CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER)",
                "INSERT INTO t VALUES (1, 0)",
                "INSERT INTO t VALUES (2, 0)");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection one = begin();
                Connection other = begin();
                Statement first = one.createStatement();
                Statement second = other.createStatement()) {
            first.execute("UPDATE t SET b = 1 WHERE a = 1");
            second.execute("UPDATE t SET b = 1 WHERE a = 2");
            Future<Boolean> waiting = thread.submit(() -> first.execute("UPDATE t SET b = 1 WHERE a = 2"));

            List<Failure> failures = Stream.of(
                            outcome(() -> second.execute("UPDATE t SET b = 1 WHERE a = 1"), other),
                            outcome(waiting::get, one))
                    .flatMap(List::stream)
                    .toList();
            assertThat(failures).containsExactly(Failure.TRANSIENT);
        } finally {
            thread.shutdownNow();
        }
    }

    private Connection begin() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private interface Work {
        Object run() throws Exception;
    }

    /** None if it succeeded; ends the transaction. */
    private List<Failure> outcome(Work work, Connection connection) throws Exception {
        try {
            work.run();
            return List.of();
        } catch (SQLException e) {
            return List.of(dialect.classify(e));
        } catch (ExecutionException e) {
            return List.of(dialect.classify((SQLException) e.getCause()));
        } finally {
            connection.rollback();
        }
    }

    @Test
    void shouldKnowALockThatSomebodyKeepsTooLong() throws SQLException {
        database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER)", "INSERT INTO t VALUES (1, 0)");
        try (Connection holder = begin();
                Statement lock = holder.createStatement();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            lock.execute("UPDATE t SET b = 1");
            switch (engine) {
                case SQLITE -> statement.execute("PRAGMA busy_timeout = 1");
                case POSTGRESQL -> statement.execute("SET lock_timeout = 1");
                case MARIADB, MYSQL -> statement.execute("SET innodb_lock_wait_timeout = 1");
            }

            assertThat(failure(() -> statement.execute("UPDATE t SET b = 2"))).isEqualTo(Failure.TRANSIENT);
            holder.rollback();
        }
    }

    @Test
    void shouldKnowAQueryThatWasBrokenOff() throws SQLException {
        assumeThat(engine).isEqualTo(TestEngine.POSTGRESQL);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = 1");

            assertThat(failure(() -> statement.execute("SELECT pg_sleep(10)"))).isEqualTo(Failure.TRANSIENT);
        }
    }

    /** Disks do not fill on demand. */
    @Test
    void shouldKnowTheCodesOfWhatCannotBeProvoked() {
        List<SQLException> full = switch (engine) {
            case SQLITE -> List.of(code(13));
            case POSTGRESQL -> List.of(state("53100"));
            case MARIADB, MYSQL ->
                List.of(
                        code(1114),
                        code(1021),
                        code(3),
                        code(20),
                        code(1026),
                        code(3675),
                        said("Got error 28 \"No space left on device\" from storage engine InnoDB", 1030),
                        said("Got error 28 during COMMIT", 1180),
                        said("Can't create table `mes`.`t` (errno: 28 \"No space left on device\")", 1005));
        };
        List<SQLException> lost = switch (engine) {
            case SQLITE -> List.of(code(10), code(10 | 3 << 8), code(14));
            case POSTGRESQL -> List.of(state("57P01"), state("57P02"), state("57P03"), state("08006"));
            case MARIADB, MYSQL -> List.of(code(1053), code(1598), code(2006), code(2013), state("08S01"));
        };
        List<SQLException> busy = switch (engine) {
            case SQLITE -> List.of(code(5), code(6), code(5 | 2 << 8));
            case POSTGRESQL -> List.of(state("40001"), state("53300"));
            case MARIADB, MYSQL -> List.of(code(1040), code(1203), code(3572), state("40001"));
        };

        assertThat(full).extracting(dialect::classify).containsOnly(Failure.FULL);
        assertThat(lost).extracting(dialect::classify).containsOnly(Failure.CONNECTION_LOST);
        assertThat(busy).extracting(dialect::classify).containsOnly(Failure.TRANSIENT);
        assertThat(dialect.classify(new SQLException("said nothing"))).isEqualTo(Failure.FATAL);
    }

    private static SQLException code(int code) {
        return new SQLException("", null, code);
    }

    @Test
    void shouldNotTakeEveryFailureOfAStorageEngineForAFullDisk() {
        assumeThat(isMySql()).isTrue();

        assertThat(dialect.classify(said("Got error 168 - 'Unknown' from storage engine", 1030)))
                .isEqualTo(Failure.FATAL);
    }

    private static SQLException said(String message, int code) {
        return new SQLException(message, "HY000", code);
    }

    private static SQLException state(String state) {
        return new SQLException("", state);
    }
}
