package io.mes.storage.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies on a real database what failures are taken for. */
final class SqliteDialectTest {

    @TempDir
    private Path directory;

    private final Dialect dialect = new SqliteDialect();

    private Connection connect(String parameters) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db") + parameters);
    }

    private Failure failure(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i < statements.length - 1; i++) {
                statement.execute(statements[i]);
            }
            String last = statements[statements.length - 1];
            SQLException e = catchThrowableOfType(SQLException.class, () -> statement.execute(last));
            return dialect.classify(new SQLException("wrapped as a pool does", e));
        }
    }

    @Test
    void shouldClassifyFailures() throws SQLException {
        try (Connection connection = connect("")) {
            assertThat(failure(connection, "SELECT * FROM nowhere")).isEqualTo(Failure.MISSING_TABLE);
            assertThat(failure(connection, "SELEKT")).isEqualTo(Failure.FATAL);
            assertThat(failure(
                            connection,
                            "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL UNIQUE CHECK (b <> 'x'))",
                            "INSERT INTO t VALUES (1, 'b')",
                            "INSERT INTO t VALUES (2, 'b')"))
                    .isEqualTo(Failure.DUPLICATE);
            assertThat(failure(connection, "INSERT INTO t VALUES (1, 'c')")).isEqualTo(Failure.DUPLICATE);
            assertThat(failure(connection, "INSERT INTO t VALUES (3, NULL)")).isEqualTo(Failure.DATA);
            assertThat(failure(connection, "INSERT INTO t VALUES (4, 'x')")).isEqualTo(Failure.DATA);
            assertThat(failure(connection, "INSERT INTO t VALUES ('not a number', 'y')"))
                    .isEqualTo(Failure.DATA);
            assertThat(failure(connection, "PRAGMA query_only = 1", "DELETE FROM t"))
                    .isEqualTo(Failure.PERMISSION);
        }
    }

    @Test
    void shouldClassifyAFullDatabase() throws SQLException {
        try (Connection connection = connect("")) {
            assertThat(failure(
                            connection,
                            "CREATE TABLE t (a)",
                            "PRAGMA max_page_count = 3",
                            "INSERT INTO t VALUES (zeroblob(1000000))"))
                    .isEqualTo(Failure.FULL);
        }
    }

    @Test
    void shouldClassifyALock() throws SQLException {
        try (Connection holder = connect("");
                Statement lock = holder.createStatement();
                Connection connection = connect("?busy_timeout=1")) {
            lock.execute("CREATE TABLE t (a)");
            lock.execute("BEGIN IMMEDIATE");

            assertThat(failure(connection, "DELETE FROM t")).isEqualTo(Failure.TRANSIENT);
            lock.execute("ROLLBACK");
        }
    }
}
