package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.conversation.MessageIds;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A completion.
 *
 * @param messageId its first reply
 */
record CompletionKey(ConversationKey conversation, String messageId) {

    /** How queries ask for it. */
    static final String COLUMNS = "user_id, conversation_id, message_id";

    /** The key in a row whose first columns are {@link #COLUMNS}. */
    static CompletionKey of(ResultSet row) throws SQLException {
        return new CompletionKey(new ConversationKey(row.getLong(1), row.getString(2)), row.getString(3));
    }

    /** Its second reply, if it has one, as the key of a completion that began with it. */
    CompletionKey secondReply() {
        String exchange = MessageIds.exchangeOf(messageId);
        return new CompletionKey(conversation, MessageIds.of(exchange, MessageIds.positionOf(messageId) + 1));
    }
}
