package io.mes.storage.engine;

import io.mes.storage.config.Dsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database of its own, empty at first and gone when closed. */
public final class TestDatabase implements AutoCloseable {

    private final TestEngine engine;
    private final String dsnText;
    private final Disposal disposal;

    private TestDatabase(TestEngine engine, String dsnText, Disposal disposal) {
        this.engine = engine;
        this.dsnText = dsnText;
        this.disposal = disposal;
    }

    /**
     * Makes a database. The first one of a JVM waits until its server has started.
     *
     * @throws IllegalStateException if the server cannot be started; says what is missing
     */
    public static TestDatabase create(TestEngine engine) {
        return engine.isServer() ? createOnServer(engine) : createFile();
    }

    private static TestDatabase createFile() {
        try {
            Path directory = Files.createTempDirectory("mes-sqlite-");
            String dsn = "jdbc:sqlite:" + directory.resolve("test.db");
            return new TestDatabase(TestEngine.SQLITE, dsn, () -> Directories.delete(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestDatabase createOnServer(TestEngine engine) {
        ServerAddress server = Servers.address(engine);
        String name = "mes_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        Catalog catalog = new Catalog(engine, server);
        try {
            catalog.create(name);
        } catch (SQLException e) {
            throw new IllegalStateException(engine + " does not let a database be created: " + e.getMessage(), e);
        }
        return new TestDatabase(engine, server.dsnText(name), () -> catalog.drop(name));
    }

    /** A database that somebody else removes. */
    public static TestDatabase at(TestEngine engine, String dsnText) {
        return new TestDatabase(engine, dsnText, () -> {});
    }

    /** The same database by way of another port. */
    public TestDatabase by(int port) {
        return at(engine, dsnText.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port));
    }

    public TestEngine engine() {
        return engine;
    }

    /** What a user would put into {@code MES_SQL_DSN}. */
    public String dsnText() {
        return dsnText;
    }

    public Dsn dsn() {
        return Dsn.parse(dsnText, "unused");
    }

    /** A new connection of the test's own, which knows nothing of what MES asks of connections. */
    public Connection connect() throws SQLException {
        return connect(dsn());
    }

    static Connection connect(Dsn dsn) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(dsn.properties());
        return DriverManager.getConnection(dsn.jdbcUrl(), properties);
    }

    /** Connections set up as the store sets them up, each a new one. */
    public DataSource dataSource() {
        return new PlainDataSource(dsn());
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Columns of all rows of a query, each row as one text. */
    public List<String> rows(String sql) throws SQLException {
        return query(sql).stream()
                .map(row -> row.values().stream().map(String::valueOf).collect(Collectors.joining("|")))
                .toList();
    }

    /** All rows of a query, by the labels of their columns. */
    public List<Map<String, @Nullable Object>> query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (found.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.put(found.getMetaData().getColumnLabel(i), found.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** Ends connections that are still open, and removes the database. */
    @Override
    public void close() {
        try {
            disposal.dispose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("The database could not be dropped", e);
        }
    }

    /** Removes what was made. */
    private interface Disposal {
        void dispose() throws IOException, SQLException;
    }
}
