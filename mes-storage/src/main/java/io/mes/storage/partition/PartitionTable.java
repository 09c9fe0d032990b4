package io.mes.storage.partition;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes rows of {@link Tables#PARTITIONS}. Thread-safe; the caller owns connection and transaction.
 *
 * <p>A transaction that locks one of them does so before it locks anything else.
 */
public final class PartitionTable {

    private static final String SELECT =
            "SELECT " + String.join(", ", Tables.PARTITION_COLUMNS) + " FROM " + Tables.PARTITIONS;
    private static final String OF_KEY = " WHERE partition_key = ?";
    private static final String UPDATE =
            "UPDATE " + Tables.PARTITIONS + " SET catalogued_messages = ?, catalogued_errors = ?" + OF_KEY;

    private final Dialect dialect;

    /** The table as one dialect sees it. */
    public PartitionTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** All rows, in the order of their partitions. */
    public List<Coverage> all(Connection connection) throws SQLException {
        return select(connection, SELECT + " ORDER BY partition_key", null);
    }

    /**
     * The rows of those partitions of which the catalogue does not cover everything. Who has locked entries before may rely
     * on them as far as these conversations go: nobody catalogues rows of theirs meanwhile.
     */
    public Map<Partition, Coverage> incomplete(Connection connection) throws SQLException {
        Map<Partition, Coverage> incomplete = new TreeMap<>();
        all(connection).stream()
                .filter(coverage -> !coverage.isComplete())
                .forEach(coverage -> incomplete.put(coverage.partition(), coverage));
        return incomplete;
    }

    /** The row of a partition, locked until the transaction ends. */
    public Optional<Coverage> lock(Connection connection, Partition partition) throws SQLException {
        return select(connection, SELECT + OF_KEY + dialect.forUpdate(), partition).stream()
                .findFirst();
    }

    Optional<Coverage> find(Connection connection, Partition partition) throws SQLException {
        return select(connection, SELECT + OF_KEY, partition).stream().findFirst();
    }

    private static List<Coverage> select(Connection connection, String sql, @Nullable Partition partition)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            if (partition != null) {
                query.setString(1, partition.key());
            }
            List<Coverage> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Optional<Partition> of = Partition.ofKey(rows.getString(1));
                    if (of.isPresent()) {
                        found.add(new Coverage(
                                of.get(), rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
                    }
                }
            }
            return found;
        }
    }

    /** Adds the row of a partition; one that is there already stays as it is. */
    public void addIfAbsent(Connection connection, Coverage coverage) throws SQLException {
        String sql = dialect.insertIfAbsent(Tables.PARTITIONS, Tables.PARTITION_COLUMNS);
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, coverage.partition().key());
            insert.setLong(2, coverage.legacyMessages());
            insert.setLong(3, coverage.legacyErrors());
            insert.setLong(4, coverage.cataloguedMessages());
            insert.setLong(5, coverage.cataloguedErrors());
            insert.executeUpdate();
        }
    }

    /** Writes how far the catalogue has come. */
    public void update(Connection connection, Coverage coverage) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setLong(1, coverage.cataloguedMessages());
            update.setLong(2, coverage.cataloguedErrors());
            update.setString(3, coverage.partition().key());
            update.executeUpdate();
        }
    }

    /** Takes the row of a partition away, whose tables are dropped. */
    public void remove(Connection connection, Partition partition) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + Tables.PARTITIONS + OF_KEY)) {
            delete.setString(1, partition.key());
            delete.executeUpdate();
        }
    }

    /** Whether the catalogue knows of any conversation. */
    static boolean hasConversations(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT 1 FROM " + Tables.CONVERSATIONS + " LIMIT 1");
                ResultSet row = query.executeQuery()) {
            return row.next();
        }
    }

    /** The coverage of a partition of whose present rows the catalogue knows nothing. */
    static Coverage legacy(Connection connection, Partition partition) throws SQLException {
        long messages = highestId(connection, partition.table(Tables.MESSAGES));
        long errors = highestId(connection, partition.table(Tables.ERRORS));
        return new Coverage(partition, messages, errors, 0, 0);
    }

    private static long highestId(Connection connection, String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SqlText.max("id", table));
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
