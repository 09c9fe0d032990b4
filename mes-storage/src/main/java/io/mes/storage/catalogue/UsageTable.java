package io.mes.storage.catalogue;

import io.mes.storage.catalogue.UsageChange.Count;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads and writes rows of {@link Tables#USAGE}. Thread-safe; the caller owns connection and transaction. */
public final class UsageTable {

    private static final String OF_KEY = " WHERE user_id = ? AND day = ? AND model_name = ?";
    private static final String REMOVE_EMPTY = "DELETE FROM " + Tables.USAGE + OF_KEY
            + " AND messages = 0 AND tokens = 0 AND errors = 0 AND unstored_tokens = 0";
    private static final String COUNTS = String.join(", ", Tables.USAGE_COUNTS);

    private final Dialect dialect;

    /** The table as one dialect sees it. */
    public UsageTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Adds counts to their rows, making those that are missing and taking away those that count nothing any more. */
    public void add(Connection connection, UsageChange change) throws SQLException {
        if (change.counts().isEmpty()) {
            return;
        }
        String sql = dialect.add(Tables.USAGE, Tables.USAGE_KEY, Tables.USAGE_COUNTS);
        try (PreparedStatement add = connection.prepareStatement(sql)) {
            for (Map.Entry<UsageChange.Key, Count> row : change.counts().entrySet()) {
                bindKey(add, row.getKey());
                add.setLong(4, row.getValue().messages());
                add.setLong(5, row.getValue().tokens());
                add.setLong(6, row.getValue().errors());
                add.setLong(7, row.getValue().unstoredTokens());
                add.addBatch();
            }
            add.executeBatch();
        }
        removeEmpty(connection, change.shrinking());
    }

    /** Takes rows away that count nothing. */
    public void removeEmpty(Connection connection, List<UsageChange.Key> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement remove = connection.prepareStatement(REMOVE_EMPTY)) {
            for (UsageChange.Key key : keys) {
                bindKey(remove, key);
                remove.addBatch();
            }
            remove.executeBatch();
        }
    }

    private static void bindKey(PreparedStatement statement, UsageChange.Key key) throws SQLException {
        statement.setLong(1, key.userId());
        statement.setString(2, key.day());
        statement.setString(3, key.modelName());
    }

    /** What a row counts, locked until the transaction ends; empty if there is no such row. */
    public Optional<Count> lock(Connection connection, UsageChange.Key key) throws SQLException {
        String sql = "SELECT " + COUNTS + " FROM " + Tables.USAGE + OF_KEY + dialect.forUpdate();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            bindKey(query, key);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(count(row, 1)) : Optional.empty();
            }
        }
    }

    /** All days that have rows. */
    public Set<LocalDate> days(Connection connection) throws SQLException {
        Set<LocalDate> days = new TreeSet<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT DISTINCT day FROM " + Tables.USAGE);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                days.add(LocalDate.parse(rows.getString(1)));
            }
        }
        return days;
    }

    /** All rows of a day. */
    public Map<UsageChange.Key, Count> ofDay(Connection connection, String day) throws SQLException {
        String sql = "SELECT user_id, model_name, " + COUNTS + " FROM " + Tables.USAGE + " WHERE day = ?";
        Map<UsageChange.Key, Count> found = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, day);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.put(new UsageChange.Key(rows.getLong(1), day, rows.getString(2)), count(rows, 3));
                }
            }
        }
        return found;
    }

    private static Count count(ResultSet row, int first) throws SQLException {
        return new Count(row.getLong(first), row.getLong(first + 1), row.getLong(first + 2), row.getLong(first + 3));
    }

    /** Takes all rows of a day away. */
    public void removeDay(Connection connection, String day) throws SQLException {
        removeDays(connection, "day = ?", day);
    }

    /** Takes the rows of all days before one away. */
    public void removeBefore(Connection connection, String day) throws SQLException {
        removeDays(connection, "day < ?", day);
    }

    private static void removeDays(Connection connection, String condition, String day) throws SQLException {
        String sql = "DELETE FROM " + Tables.USAGE + " WHERE " + condition;
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, day);
            delete.executeUpdate();
        }
    }
}
