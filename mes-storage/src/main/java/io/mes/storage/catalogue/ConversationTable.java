package io.mes.storage.catalogue;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes rows of {@link Tables#CONVERSATIONS}. Thread-safe; the caller owns connection and transaction. */
public final class ConversationTable {

    private static final List<String> COLUMNS = Tables.CONVERSATION_COLUMNS;
    private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM " + Tables.CONVERSATIONS;
    private static final String INSERT = SqlText.insert(Tables.CONVERSATIONS, COLUMNS);

    private final Dialect dialect;

    /** The table as one dialect sees it. */
    public ConversationTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The entry of one conversation; null if there is none. */
    public @Nullable ConversationEntry find(Connection connection, ConversationKey key) throws SQLException {
        return select(connection, List.of(key), 1, "").get(key);
    }

    /** The entries of those conversations that have one, locked until the transaction ends, in order of their keys. */
    public Map<ConversationKey, ConversationEntry> lock(Connection connection, Collection<ConversationKey> keys)
            throws SQLException {
        Map<ConversationKey, ConversationEntry> entries = new TreeMap<>();
        List<ConversationKey> ordered = keys.stream().sorted().distinct().toList();
        int most = dialect.pairsAtOnce();
        for (int start = 0; start < ordered.size(); start += most) {
            List<ConversationKey> some = ordered.subList(start, Math.min(ordered.size(), start + most));
            entries.putAll(select(connection, some, SqlText.roundedUp(some.size()), dialect.forUpdate()));
        }
        return entries;
    }

    /** Selects by a number of pairs; the last key stands for those that are missing. */
    private Map<ConversationKey, ConversationEntry> select(
            Connection connection, List<ConversationKey> keys, int pairs, String suffix) throws SQLException {
        String sql = SELECT + " WHERE " + dialect.isOneOf("user_id", "conversation_id", pairs)
                + (suffix.isEmpty() ? "" : " ORDER BY user_id, conversation_id" + suffix);
        Map<ConversationKey, ConversationEntry> entries = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < pairs; i++) {
                ConversationKey key = keys.get(Math.min(i, keys.size() - 1));
                query.setLong(2 * i + 1, key.userId());
                query.setString(2 * i + 2, key.conversationId());
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ConversationEntry entry = entry(rows);
                    entries.put(entry.key(), entry);
                }
            }
        }
        return entries;
    }

    /** By their places in {@link Tables#CONVERSATION_COLUMNS}, as {@link #bind} has them. */
    private static ConversationEntry entry(ResultSet row) throws SQLException {
        long deletedAt = row.getLong(12);
        boolean deleted = !row.wasNull();
        return new ConversationEntry(
                new ConversationKey(row.getLong(13), row.getString(14)),
                new EntryContent(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getString(7),
                        row.getString(8),
                        PartitionList.decode(row.getString(9)),
                        PartitionList.decode(row.getString(10))),
                row.getString(11),
                deleted ? deletedAt : null);
    }

    /**
     * Writes entries.
     *
     * @param existing keys of those that are rows already; the others are inserted
     */
    public void save(Connection connection, Collection<ConversationEntry> entries, Collection<ConversationKey> existing)
            throws SQLException {
        List<ConversationEntry> changed = new ArrayList<>();
        List<ConversationEntry> added = new ArrayList<>();
        for (ConversationEntry entry : entries) {
            (existing.contains(entry.key()) ? changed : added).add(entry);
        }
        execute(connection, INSERT, added);
        // All are locked, so that replacing them loses nothing; drivers send many of these in one statement.
        execute(connection, dialect.replace(Tables.CONVERSATIONS, COLUMNS, Tables.CONVERSATION_KEY), changed);
    }

    /**
     * Entries without messages that were deleted before a moment, in the order of their keys.
     *
     * @param moment in unix seconds
     * @param behind the key to begin behind; null for the first ones
     */
    public List<ConversationKey> deletedBefore(
            Connection connection, long moment, @Nullable ConversationKey behind, int limit) throws SQLException {
        return page(connection, "message_count = 0 AND deleted_at < ?", List.of(moment * 1_000), behind, limit);
    }

    /** Entries that lead to a day, in the order of their keys. See {@link #deletedBefore}. */
    public List<ConversationKey> leadingTo(
            Connection connection, Partition day, @Nullable ConversationKey behind, int limit) throws SQLException {
        String pattern = "%" + day.key() + "%";
        return page(connection, "(days LIKE ? OR error_days LIKE ?)", List.of(pattern, pattern), behind, limit);
    }

    private List<ConversationKey> page(
            Connection connection, String condition, List<Object> values, @Nullable ConversationKey behind, int limit)
            throws SQLException {
        String sql = "SELECT user_id, conversation_id FROM " + Tables.CONVERSATIONS + " WHERE " + condition
                + (behind == null ? "" : " AND " + dialect.isBehind("user_id", "conversation_id"))
                + " ORDER BY user_id, conversation_id LIMIT " + limit;
        List<ConversationKey> keys = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int next = 1;
            for (Object value : values) {
                query.setObject(next++, value);
            }
            if (behind != null) {
                query.setLong(next++, behind.userId());
                query.setLong(next++, behind.userId());
                query.setString(next, behind.conversationId());
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    keys.add(new ConversationKey(rows.getLong(1), rows.getString(2)));
                }
            }
        }
        return keys;
    }

    /** Takes entries away, of which nothing is left to tell. */
    public void remove(Connection connection, Collection<ConversationKey> keys) throws SQLException {
        KeyedDelete.run(connection, Tables.CONVERSATIONS, keys);
    }

    private static void execute(Connection connection, String sql, List<ConversationEntry> entries)
            throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (ConversationEntry entry : entries) {
                bind(statement, entry);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, ConversationEntry entry) throws SQLException {
        statement.setLong(1, entry.createdAt());
        statement.setLong(2, entry.updatedAt());
        statement.setString(3, entry.firstDay());
        statement.setString(4, entry.lastDay());
        statement.setLong(5, entry.messageCount());
        statement.setLong(6, entry.totalTokens());
        statement.setString(7, entry.modelName());
        statement.setString(8, entry.title());
        statement.setString(9, PartitionList.encode(entry.partitions()));
        statement.setString(10, PartitionList.encode(entry.errorPartitions()));
        statement.setString(11, entry.thread());
        if (entry.deletedAt() == null) {
            statement.setNull(12, Types.BIGINT);
        } else {
            statement.setLong(12, entry.deletedAt());
        }
        statement.setLong(13, entry.key().userId());
        statement.setString(14, entry.key().conversationId());
    }
}
