package io.mes.storage.catalogue;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;

/** Writes rows of {@link Tables#COMPLETIONS}. Stateless; the caller owns connection and transaction. */
public final class CompletionTable {

    private static final String INSERT = SqlText.insert(Tables.COMPLETIONS, Tables.COMPLETION_COLUMNS);
    private static final String OF_CONVERSATION = KeyedUpdate.OF_CONVERSATION;
    private static final String DELETE = "DELETE FROM " + Tables.COMPLETIONS;

    private CompletionTable() {}

    /** Adds rows of completions that are not there yet. */
    public static void add(Connection connection, Collection<CompletionRow> rows) throws SQLException {
        insert(connection, INSERT, rows);
    }

    /** Adds rows, some of which may be there already. */
    public static void addIfAbsent(Connection connection, Dialect dialect, Collection<CompletionRow> rows)
            throws SQLException {
        insert(connection, dialect.insertIfAbsent(Tables.COMPLETIONS, Tables.COMPLETION_COLUMNS), rows);
    }

    /** Adds rows, in place of those that are there already. */
    public static void replace(Connection connection, Dialect dialect, Collection<CompletionRow> rows)
            throws SQLException {
        insert(connection, dialect.replace(Tables.COMPLETIONS, Tables.COMPLETION_COLUMNS, Tables.COMPLETION_KEY), rows);
    }

    /**
     * Counts more replies to completions of a conversation that are there and were not deleted.
     *
     * @param choices how many, by the completion's first reply
     */
    public static void addChoices(Connection connection, ConversationKey conversation, Map<String, Integer> choices)
            throws SQLException {
        if (choices.isEmpty()) {
            return;
        }
        String sql = "UPDATE " + Tables.COMPLETIONS + " SET choices = choices + ?" + OF_CONVERSATION
                + " AND message_id = ? AND choices > 0";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (Entry<String, Integer> completion : choices.entrySet()) {
                update.setInt(1, completion.getValue());
                update.setLong(2, conversation.userId());
                update.setString(3, conversation.conversationId());
                update.setString(4, completion.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private static void insert(Connection connection, String sql, Collection<CompletionRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (CompletionRow row : rows) {
                insert.setLong(1, row.conversation().userId());
                insert.setLong(2, row.tag());
                insert.setString(3, row.messageId());
                insert.setString(4, row.conversation().conversationId());
                insert.setString(5, row.partition().key());
                insert.setInt(6, row.choices());
                insert.setLong(7, row.createdAt());
                insert.setLong(8, row.responseTag());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** By what a completion is found. */
    public static Set<Long> tags(Connection connection, ConversationKey conversation, String messageId)
            throws SQLException {
        String sql = "SELECT tag FROM " + Tables.COMPLETIONS + OF_CONVERSATION + " AND message_id = ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, conversation.userId());
            query.setString(2, conversation.conversationId());
            query.setString(3, messageId);
            Set<Long> tags = new LinkedHashSet<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    tags.add(rows.getLong(1));
                }
            }
            return tags;
        }
    }

    /** Has a completion no longer found by some tags. */
    public static void removeTags(Connection connection, long userId, String messageId, Set<Long> tags)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(DELETE + " WHERE user_id = ? AND tag = ? AND message_id = ?")) {
            for (long tag : tags) {
                delete.setLong(1, userId);
                delete.setLong(2, tag);
                delete.setString(3, messageId);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /** Leaves of the completions of a conversation the ids only, under which they were, and that nothing is there any more. */
    public static void markDeleted(Connection connection, ConversationKey conversation) throws SQLException {
        KeyedUpdate.run(connection, DELETE + OF_CONVERSATION + " AND tag >= 0", conversation);
        KeyedUpdate.run(
                connection, "UPDATE " + Tables.COMPLETIONS + " SET choices = 0" + OF_CONVERSATION, conversation);
    }

    /** Takes away what stands for some of a conversation's completions. */
    public static void remove(Connection connection, ConversationKey conversation, List<String> messageIds)
            throws SQLException {
        for (List<String> some : SqlText.parts(messageIds)) {
            String sql = DELETE + OF_CONVERSATION + " AND message_id IN (" + SqlText.placeholders(some.size()) + ")";
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setLong(1, conversation.userId());
                delete.setString(2, conversation.conversationId());
                for (int i = 0; i < some.size(); i++) {
                    delete.setString(i + 3, some.get(i));
                }
                delete.executeUpdate();
            }
        }
    }

    /** Takes away what stands for conversations. */
    public static void remove(Connection connection, Collection<ConversationKey> conversations) throws SQLException {
        KeyedDelete.run(connection, Tables.COMPLETIONS, conversations);
    }

    /** Takes away what stood in partitions that hold nothing of their conversations any more. */
    public static void leave(Connection connection, Map<ConversationKey, Set<Partition>> left) throws SQLException {
        if (left.isEmpty()) {
            return;
        }
        try (PreparedStatement delete =
                connection.prepareStatement(DELETE + OF_CONVERSATION + " AND partition_key = ?")) {
            for (Entry<ConversationKey, Set<Partition>> conversation : left.entrySet()) {
                for (Partition partition : conversation.getValue()) {
                    delete.setLong(1, conversation.getKey().userId());
                    delete.setString(2, conversation.getKey().conversationId());
                    delete.setString(3, partition.key());
                    delete.addBatch();
                }
            }
            delete.executeBatch();
        }
    }

    /** Takes away what stood in the base tables and was written before a moment, in unix seconds. */
    public static void removeOld(Connection connection, ConversationKey conversation, long before) throws SQLException {
        String sql = DELETE + OF_CONVERSATION + " AND partition_key = ? AND created_at < ?";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, conversation.userId());
            delete.setString(2, conversation.conversationId());
            delete.setString(3, Partition.BASE.key());
            delete.setLong(4, before);
            delete.executeUpdate();
        }
    }
}
