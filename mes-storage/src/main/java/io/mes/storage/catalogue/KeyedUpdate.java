package io.mes.storage.catalogue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Changes what a table of ours holds of one conversation. */
final class KeyedUpdate {

    /** The condition with which a statement of {@link #run} chooses the conversation. */
    static final String OF_CONVERSATION = " WHERE user_id = ? AND conversation_id = ?";

    private KeyedUpdate() {}

    /** Runs a statement whose only parameters are those of {@link #OF_CONVERSATION}. */
    static void run(Connection connection, String sql, ConversationKey conversation) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, conversation.userId());
            update.setString(2, conversation.conversationId());
            update.executeUpdate();
        }
    }
}
