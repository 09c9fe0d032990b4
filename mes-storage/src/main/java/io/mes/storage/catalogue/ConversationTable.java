package io.mes.storage.catalogue;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.SqlText;
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

    private static final int KEYS_A_QUERY = 100;

    private static final List<String> COLUMNS = List.of(
            "created_at",
            "updated_at",
            "first_day",
            "last_day",
            "message_count",
            "total_tokens",
            "model_name",
            "title",
            "days",
            "error_days",
            "thread",
            "deleted_at",
            "user_id",
            "conversation_id");

    private static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM " + Tables.CONVERSATIONS;
    private static final String OF_KEY = "(user_id = ? AND conversation_id = ?)";
    private static final String INSERT = SqlText.insert(Tables.CONVERSATIONS, COLUMNS);
    private static final String UPDATE = "UPDATE " + Tables.CONVERSATIONS + " SET "
            + String.join(" = ?, ", COLUMNS.subList(0, COLUMNS.size() - 2)) + " = ? WHERE " + OF_KEY;

    private final Dialect dialect;

    /** The table as one dialect sees it. */
    public ConversationTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The entry of one conversation; null if there is none. */
    public @Nullable ConversationEntry find(Connection connection, ConversationKey key) throws SQLException {
        return select(connection, List.of(key), "").get(key);
    }

    /** The entries of those conversations that have one, locked until the transaction ends, in order of their keys. */
    public Map<ConversationKey, ConversationEntry> lock(Connection connection, Collection<ConversationKey> keys)
            throws SQLException {
        Map<ConversationKey, ConversationEntry> entries = new TreeMap<>();
        List<ConversationKey> ordered = keys.stream().sorted().distinct().toList();
        for (int start = 0; start < ordered.size(); start += KEYS_A_QUERY) {
            int end = Math.min(ordered.size(), start + KEYS_A_QUERY);
            entries.putAll(select(connection, ordered.subList(start, end), dialect.forUpdate()));
        }
        return entries;
    }

    private static Map<ConversationKey, ConversationEntry> select(
            Connection connection, List<ConversationKey> keys, String suffix) throws SQLException {
        String sql = SELECT + " WHERE " + SqlText.anyOf(OF_KEY, keys.size())
                + (suffix.isEmpty() ? "" : " ORDER BY user_id, conversation_id" + suffix);
        Map<ConversationKey, ConversationEntry> entries = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (ConversationKey key : keys) {
                query.setLong(parameter++, key.userId());
                query.setString(parameter++, key.conversationId());
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

    private static ConversationEntry entry(ResultSet row) throws SQLException {
        long deletedAt = row.getLong("deleted_at");
        boolean deleted = !row.wasNull();
        return new ConversationEntry(
                new ConversationKey(row.getLong("user_id"), row.getString("conversation_id")),
                row.getLong("created_at"),
                row.getLong("updated_at"),
                row.getString("first_day"),
                row.getString("last_day"),
                row.getLong("message_count"),
                row.getLong("total_tokens"),
                row.getString("model_name"),
                row.getString("title"),
                PartitionList.decode(row.getString("days")),
                PartitionList.decode(row.getString("error_days")),
                row.getString("thread"),
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
        execute(connection, UPDATE, changed);
    }

    /** Both statements take their parameters in the same order: the columns, the key last. */
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
