package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.InventedId;
import io.mes.storage.row.Partition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds out which rows of a conversation are stored already, by the ids of their messages. Use within one transaction. */
final class StoredIds {

    private static final int IDS_A_QUERY = 200;

    private final Connection connection;
    private final ConversationKey key;
    private final Set<Partition> existing;

    private interface RowVisitor {
        void visit(ResultSet row) throws SQLException;
    }

    /**
     * A look for rows of one conversation.
     *
     * @param existing the partitions that there are
     */
    StoredIds(Connection connection, ConversationKey key, Collection<Partition> existing) {
        this.connection = connection;
        this.key = key;
        this.existing = Set.copyOf(existing);
    }

    /**
     * Those ids that are stored, or stand for a stored row that has none.
     *
     * @param base which tables to look into
     * @param partitions where rows with such ids may be; what does not exist holds none
     * @throws InvalidQueryException if one of them is stored in another conversation
     */
    Set<String> find(String base, Collection<Partition> partitions, Collection<String> ids) throws SQLException {
        Set<String> wanted = Set.copyOf(ids);
        Set<String> found = new HashSet<>();
        for (Partition partition : partitions) {
            if (existing.contains(partition)) {
                findNamed(partition.table(base), wanted, found);
            }
        }
        Map<Partition, List<Long>> invented = new TreeMap<>();
        for (String id : wanted) {
            InventedId.of(id)
                    .filter(one -> existing.contains(one.partition()) && !found.contains(id))
                    .ifPresent(one -> invented.computeIfAbsent(one.partition(), partition -> new ArrayList<>())
                            .add(one.row()));
        }
        for (Map.Entry<Partition, List<Long>> rows : invented.entrySet()) {
            findUnnamed(rows.getKey(), base, rows.getValue(), found);
        }
        return found;
    }

    private void findNamed(String table, Set<String> ids, Set<String> found) throws SQLException {
        query("SELECT message_id, user_id, conversation_id FROM " + table + " WHERE message_id IN (", ")", ids, row -> {
            String id = row.getString(1);
            // Tables of another program may take ids for the same that differ in case.
            if (ids.contains(id)) {
                check(id, row.getLong(2), row.getString(3));
                found.add(id);
            }
        });
    }

    private void check(String id, long userId, @Nullable String conversationId) {
        if (!isOfConversation(userId, conversationId)) {
            throw new InvalidQueryException(
                    "message_id", "message_id " + id + " is stored in another conversation already, of user " + userId);
        }
    }

    private boolean isOfConversation(long userId, @Nullable String conversationId) {
        return userId == key.userId() && key.conversationId().equals(conversationId);
    }

    /** Another conversation may well have a row with the same number, in a database that the ids do not come from. */
    private void findUnnamed(Partition partition, String base, List<Long> ids, Set<String> found) throws SQLException {
        String sql = "SELECT id, user_id, conversation_id FROM " + partition.table(base) + " WHERE id IN (";
        query(sql, ") AND (message_id IS NULL OR message_id = '')", ids, row -> {
            if (isOfConversation(row.getLong(2), row.getString(3))) {
                found.add(new InventedId(partition, row.getLong(1)).toString());
            }
        });
    }

    private void query(String before, String behind, Collection<?> ids, RowVisitor visitor) throws SQLException {
        List<?> all = List.copyOf(ids);
        for (int start = 0; start < all.size(); start += IDS_A_QUERY) {
            List<?> some = all.subList(start, Math.min(all.size(), start + IDS_A_QUERY));
            String sql = before + SqlText.placeholders(some.size()) + behind;
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (int i = 0; i < some.size(); i++) {
                    query.setObject(i + 1, some.get(i));
                }
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        visitor.visit(rows);
                    }
                }
            }
        }
    }
}
