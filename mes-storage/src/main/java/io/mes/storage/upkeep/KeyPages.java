package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.partition.IdColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the conversations that have rows in a table, page by page in the order of their keys. Stateless. */
final class KeyPages {

    /** Rows that another program wrote may belong to no conversation. */
    private static final String NAMED = " WHERE user_id IS NOT NULL AND conversation_id IS NOT NULL";

    private static final String ID = "conversation_id";

    private final Dialect dialect;
    private final IdColumns columns;

    KeyPages(Dialect dialect) {
        this.dialect = dialect;
        this.columns = new IdColumns(dialect);
    }

    /** The first keys behind one; all of them if there are fewer than the limit. */
    List<ConversationKey> behind(Connection connection, String table, @Nullable ConversationKey key, int limit)
            throws SQLException {
        String id = columns.areByBytes(connection, table) ? ID : dialect.byBytes(ID);
        String behind = key == null ? "" : " AND " + dialect.isBehind("user_id", id);
        String sql = "SELECT user_id, " + id + " FROM " + table + NAMED + behind + " GROUP BY user_id, " + id
                + " ORDER BY user_id, " + id + " LIMIT " + limit;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            if (key != null) {
                query.setLong(1, key.userId());
                query.setLong(2, key.userId());
                query.setString(3, key.conversationId());
            }
            return list(query);
        }
    }

    /**
     * Some conversations with rows that were written before a moment, in unix seconds. How many there are decides whether the
     * index of moments is the right one, so a plan that is made for any moment, as for a parameter, would not do.
     */
    List<ConversationKey> before(Connection connection, String table, long moment, int limit) throws SQLException {
        String sql = "SELECT DISTINCT user_id, conversation_id FROM " + table + NAMED + " AND created_at < " + moment
                + " LIMIT " + limit;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            return list(query);
        }
    }

    private static List<ConversationKey> list(PreparedStatement query) throws SQLException {
        List<ConversationKey> keys = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                keys.add(new ConversationKey(rows.getLong(1), rows.getString(2)));
            }
        }
        return keys;
    }
}
