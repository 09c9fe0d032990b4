package io.mes.storage.catalogue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** Deletes what a table of ours holds of conversations. */
final class KeyedDelete {

    private KeyedDelete() {}

    static void run(Connection connection, String table, Collection<ConversationKey> conversations)
            throws SQLException {
        if (conversations.isEmpty()) {
            return;
        }
        String sql = "DELETE FROM " + table + " WHERE user_id = ? AND conversation_id = ?";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (ConversationKey conversation : conversations) {
                delete.setLong(1, conversation.userId());
                delete.setString(2, conversation.conversationId());
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
