package io.mes.storage.spool;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Engine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The SQLite file of a spool by one connection, and what it is known by. Not thread-safe. */
final class SpoolFile implements AutoCloseable {

    /** "MESs", by which a file is known to be a spool; https://www.sqlite.org/pragma.html#pragma_application_id. */
    private static final long APPLICATION_ID = 0x4D455373;

    private static final int VERSION = 1;

    /** Bytes up to which a file is looked through when it is opened, which takes a moment. */
    private static final long MAX_CHECKED_BYTES = 64L << 20;

    /** An append must be on disk when it returns: in write-ahead mode FULL is what waits for the disk at each commit. */
    private static final Map<String, String> PRAGMAS = Map.of(
            "secure_delete",
            "true",
            "journal_mode",
            "WAL",
            "synchronous",
            "FULL",
            "busy_timeout",
            "5000",
            "temp_store",
            "MEMORY",
            "journal_size_limit",
            "67108864");

    /** All or nothing: a process that ends in between leaves an empty file. */
    private static final List<String> TABLES = List.of(
            "BEGIN IMMEDIATE",
            "CREATE TABLE entries (sequence INTEGER PRIMARY KEY, exchange_id TEXT NOT NULL UNIQUE,"
                    + " completed_at INTEGER NOT NULL, chat BLOB NOT NULL)",
            "CREATE TABLE rejected (sequence INTEGER NOT NULL, exchange_id TEXT NOT NULL,"
                    + " completed_at INTEGER NOT NULL, chat BLOB NOT NULL, reason TEXT NOT NULL)",
            "CREATE TABLE level (entries INTEGER NOT NULL, bytes INTEGER NOT NULL,"
                    + " rejected INTEGER NOT NULL, rejected_bytes INTEGER NOT NULL)",
            "INSERT INTO level VALUES (0, 0, 0, 0)",
            "PRAGMA application_id = " + APPLICATION_ID,
            "PRAGMA user_version = " + VERSION,
            "COMMIT");

    private final Connection connection;
    private final SpoolTables tables;
    private final SpoolLevel level;

    private SpoolFile(Path path, Connection connection) throws SQLException {
        this.connection = connection;
        this.tables = new SpoolTables(connection);
        prepare(path);
        this.level = tables.level();
    }

    /**
     * Opens a file, which may be empty.
     *
     * @param pragmas settings of the connection beside our own
     * @throws ConfigException if it is damaged, is no spool or is one of a newer MES
     */
    static SpoolFile open(Path path, Map<String, String> pragmas) {
        Connection connection = null;
        try {
            Properties properties = new Properties();
            properties.putAll(PRAGMAS);
            properties.putAll(pragmas);
            // As URI, since the driver takes what follows a question mark in a path for settings.
            connection = DriverManager.getConnection("jdbc:sqlite:" + path.toUri(), properties);
            return new SpoolFile(path, connection);
        } catch (SQLException e) {
            close(connection, e);
            throw refusal(path, e);
        } catch (ConfigException e) {
            close(connection, e);
            throw e;
        }
    }

    /**
     * Fails early where the application lacks SQLite's driver.
     *
     * @throws ConfigException if it is not on the class path
     */
    static void requireDriver() {
        try {
            Class.forName(Engine.SQLITE.driverClass());
        } catch (ClassNotFoundException e) {
            throw new ConfigException(SpoolDirectory.SETTING + " is set, and the JDBC driver of "
                    + Engine.SQLITE.displayName()
                    + ", in whose file chats are spooled, is not on the class path; add the"
                    + " dependency " + Engine.SQLITE.driverArtifact() + ", or do not set " + SpoolDirectory.SETTING);
        }
    }

    private void prepare(Path path) throws SQLException {
        if (number("SELECT COUNT(*) FROM sqlite_master") == 0) {
            for (String sql : TABLES) {
                execute(sql);
            }
        } else if (number("PRAGMA application_id") != APPLICATION_ID) {
            throw new ConfigException(SpoolDirectory.SETTING + " names a directory whose file \"" + path
                    + "\" is a database, but no spool of MES; name another directory");
        }
        long version = number("PRAGMA user_version");
        if (version != VERSION) {
            throw new ConfigException(SpoolDirectory.SETTING + " names a directory whose file \"" + path
                    + "\" is a spool of version " + version + ", and this MES knows version " + VERSION
                    + "; let the newer MES that wrote it empty it, or name another directory");
        }
        requireSound(path);
    }

    private void requireSound(Path path) throws SQLException {
        if (number("PRAGMA page_count") * number("PRAGMA page_size") <= MAX_CHECKED_BYTES) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
                String finding = row.next() ? row.getString(1) : "no result";
                if (!finding.equals("ok")) {
                    throw damaged(path, finding);
                }
            }
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What is done in a transaction. */
    interface Work<T> {
        T run() throws SQLException, SpoolException;
    }

    /**
     * Runs work in a transaction: on disk when it returns, undone when it throws. The statements are our own, for in the
     * driver's manual mode the next transaction begins when one ends, and nobody else could ever look into the file.
     */
    <T> T transaction(Work<T> work) throws SQLException, SpoolException {
        execute("BEGIN IMMEDIATE");
        try {
            T result = work.run();
            execute("COMMIT");
            return result;
        } catch (SQLException | SpoolException | RuntimeException | Error e) {
            // Of an Error too, or the transaction stays open for good.
            try {
                execute("ROLLBACK");
            } catch (SQLException done) {
                // SQLite has undone it by itself, as it does when the disk fails.
                e.addSuppressed(done);
            }
            throw e;
        }
    }

    private static ConfigException refusal(Path file, SQLException e) {
        if (isDamage(e)) {
            return damaged(file, String.valueOf(e.getMessage()));
        }
        return new ConfigException(SpoolDirectory.SETTING + " names a directory whose file \"" + file
                + "\" cannot be opened (" + e.getMessage()
                + "); see that the gateway's user may write to it, that there"
                + " is room on the disk, and that no other program has locked it");
    }

    /** By the primary result codes CORRUPT and NOTADB, https://www.sqlite.org/rescode.html. */
    static boolean isDamage(SQLException e) {
        int code = e.getErrorCode() & 0xFF;
        return code == 11 || code == 26;
    }

    private static ConfigException damaged(Path file, String finding) {
        return new ConfigException(SpoolDirectory.SETTING + " names a directory whose file \"" + file
                + "\" is damaged ("
                + finding + "); move it away together with the files beside it, and MES begins a new one. Exchanges"
                + " that were never stored may still be in it: sqlite3's .recover finds what can be read");
    }

    SpoolTables tables() {
        return tables;
    }

    /** What it held when it was opened. */
    SpoolLevel level() {
        return level;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static void close(@Nullable Connection connection, Exception cause) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
