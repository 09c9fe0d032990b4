package io.mes.storage.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.Engine;
import io.mes.storage.dialect.Dialects;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that a SQLite file is opened though somebody else is just at it, who keeps others from changing its kind of log. */
@Timeout(60)
final class BusyFileTest {

    @TempDir
    private Path directory;

    private int failures;

    private String url() {
        return "jdbc:sqlite:" + directory.resolve("new.db");
    }

    /** Opens as the store does, but does not wait in the driver; the other one lets go at the first failure. */
    private Connection open(Connection other) throws SQLException {
        Properties properties = new Properties();
        properties.put("journal_mode", "wal");
        properties.put("busy_timeout", "0");
        try {
            return DriverManager.getConnection(url(), properties);
        } catch (SQLException e) {
            failures++;
            other.close();
            throw e;
        }
    }

    private DataSource source(Connection other) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> open(other));
    }

    @Test
    void shouldOpenAFileThatIsBusyAtFirst() throws SQLException {
        try (Connection other = DriverManager.getConnection(url());
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES (7)");
            other.setAutoCommit(false);
            statement.executeQuery("SELECT a FROM t").next();

            Database database = new Database(source(other), Dialects.of(Engine.SQLITE));
            int found = database.read(connection -> {
                try (Statement query = connection.createStatement();
                        ResultSet row = query.executeQuery("SELECT a FROM t")) {
                    return row.getInt(1);
                }
            });

            assertThat(found).isEqualTo(7);
            assertThat(failures).isEqualTo(1);
        }
    }
}
