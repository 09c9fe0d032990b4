package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.Partition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds out which rows are stored already, by the ids of their messages. Stateless. */
final class StoredIds {

    private static final int IDS_A_QUERY = 200;

    private StoredIds() {}

    /**
     * Those ids that are stored.
     *
     * @param base which tables to look into
     * @throws InvalidQueryException if one of them is stored in another conversation
     */
    static Set<String> find(
            Connection connection, ConversationKey key, String base, Collection<Partition> partitions, List<String> ids)
            throws SQLException {
        Set<String> found = new HashSet<>();
        for (Partition partition : partitions) {
            for (int start = 0; start < ids.size(); start += IDS_A_QUERY) {
                List<String> some = ids.subList(start, Math.min(ids.size(), start + IDS_A_QUERY));
                find(connection, key, partition.table(base), some, found);
            }
        }
        return found;
    }

    private static void find(
            Connection connection, ConversationKey key, String table, List<String> ids, Set<String> found)
            throws SQLException {
        String sql = "SELECT message_id, user_id, conversation_id FROM " + table + " WHERE message_id IN ("
                + SqlText.placeholders(ids.size()) + ")";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < ids.size(); i++) {
                query.setString(i + 1, ids.get(i));
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString(1);
                    // Tables of another program may take ids for the same that differ in case.
                    if (ids.contains(id)) {
                        check(key, id, rows.getLong(2), rows.getString(3));
                        found.add(id);
                    }
                }
            }
        }
    }

    private static void check(ConversationKey key, String id, long userId, String conversationId) {
        if (userId != key.userId() || !key.conversationId().equals(conversationId)) {
            throw new InvalidQueryException(
                    "message_id", "message_id " + id + " is stored in another conversation already, of user " + userId);
        }
    }
}
