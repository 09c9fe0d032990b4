package io.mes.storage.spool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements of a spool, on one connection. Commits nothing. As thread-safe as the connection. */
final class SpoolTables {

    /** Pages a file may have before it is worth to be made smaller: four megabytes at SQLite's own page size. */
    private static final long MIN_PAGES_TO_SHRINK = 1024;

    private final Connection connection;

    SpoolTables(Connection connection) {
        this.connection = connection;
    }

    /** Those of the entries that are not there yet, each exchange once. */
    List<SpoolEntry> missing(List<SpoolEntry> entries) throws SQLException {
        List<SpoolEntry> missing = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM entries WHERE exchange_id = ?")) {
            for (SpoolEntry entry : entries) {
                query.setString(1, entry.exchangeId());
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next() && seen.add(entry.exchangeId())) {
                        missing.add(entry);
                    }
                }
            }
        }
        return missing;
    }

    void insert(List<SpoolEntry> entries) throws SQLException {
        String sql = "INSERT INTO entries (sequence, exchange_id, completed_at, chat) VALUES (?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (SpoolEntry entry : entries) {
                insert.setLong(1, entry.sequence());
                insert.setString(2, entry.exchangeId());
                insert.setLong(3, entry.completedAt().toEpochMilli());
                insert.setBytes(4, entry.encoded());
                insert.executeUpdate();
            }
        }
    }

    /** The first entries behind a sequence, whose bytes together are within a limit, unless the first alone is not. */
    List<SpoolEntry> first(long behind, int maxEntries, long maxBytes) throws SQLException {
        List<SpoolEntry> entries = new ArrayList<>();
        String sql = "SELECT sequence, exchange_id, completed_at, length(chat), chat FROM entries"
                + " WHERE sequence > ? ORDER BY sequence LIMIT ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, behind);
            query.setInt(2, maxEntries);
            try (ResultSet row = query.executeQuery()) {
                long bytes = 0;
                while (row.next()) {
                    bytes += row.getLong(4);
                    if (bytes > maxBytes && !entries.isEmpty()) {
                        break;
                    }
                    entries.add(new SpoolEntry(
                            row.getLong(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)), row.getBytes(5)));
                }
            }
        }
        return entries;
    }

    /** When the exchange was over that is next; null if there is none. */
    @Nullable
    Instant firstMoment() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT completed_at FROM entries ORDER BY sequence LIMIT 1")) {
            return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : null;
        }
    }

    /** Deletes entries; returns the bytes of each that was there. */
    List<Long> delete(Collection<Long> sequences) throws SQLException {
        List<Long> deleted = new ArrayList<>();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT length(chat) FROM entries WHERE sequence = ?");
                PreparedStatement delete = connection.prepareStatement("DELETE FROM entries WHERE sequence = ?")) {
            for (Long sequence : sequences) {
                query.setLong(1, sequence);
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        deleted.add(row.getLong(1));
                    }
                }
                delete.setLong(1, sequence);
                delete.executeUpdate();
            }
        }
        return deleted;
    }

    /** Copies an entry to where people find it; nothing happens if it is not there. */
    void copyToRejected(long sequence, String reason) throws SQLException {
        String sql = "INSERT INTO rejected (sequence, exchange_id, completed_at, chat, reason)"
                + " SELECT sequence, exchange_id, completed_at, chat, ? FROM entries WHERE sequence = ?";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, reason);
            insert.setLong(2, sequence);
            insert.executeUpdate();
        }
    }

    /** What the tables hold, without looking through them. */
    SpoolLevel level() throws SQLException {
        String sql = "SELECT entries, bytes, rejected, rejected_bytes, (SELECT MAX(sequence) FROM entries),"
                + " (SELECT MAX(sequence) FROM rejected) FROM level";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new SQLException("The table level has no row");
            }
            long last = Math.max(0, Math.max(row.getLong(5), row.getLong(6)));
            return new SpoolLevel(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), firstMoment(), last);
        }
    }

    void update(SpoolLevel level) throws SQLException {
        String sql = "UPDATE level SET entries = ?, bytes = ?, rejected = ?, rejected_bytes = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, level.entries());
            update.setLong(2, level.bytes());
            update.setLong(3, level.rejected());
            update.setLong(4, level.rejectedBytes());
            update.executeUpdate();
        }
    }

    /**
     * Gives disk space back where nearly all of the file is free. Copies what is not, which therefore is little. Not in a
     * transaction.
     */
    void shrink() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long pages = number(statement, "PRAGMA page_count");
            long free = number(statement, "PRAGMA freelist_count");
            if (pages >= MIN_PAGES_TO_SHRINK && free > pages / 4 * 3) {
                statement.execute("VACUUM");
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
