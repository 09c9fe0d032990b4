package io.mes.storage.row;

import io.mes.storage.conversation.KnownReply;
import java.util.List;

/**
 * Rows of one conversation that were exported, and what its entry in the catalogue said of it. Immutable.
 *
 * @param conversationId at most 255 characters
 * @param title for lists
 * @param modelName the model last asked for
 * @param createdAt unix seconds of the first exchange
 * @param updatedAt unix seconds of the newest exchange
 * @param thread the {@link io.mes.storage.conversation.StateCodec encoded} state, given with the last of the rows that it is about;
 *     empty if there is none, or with earlier ones
 * @param messages in the order in which they were written
 * @param errors likewise
 * @param replies by which the conversation is found where its requests do not name it
 */
public record ConversationPart(
        long userId,
        String conversationId,
        String title,
        String modelName,
        long createdAt,
        long updatedAt,
        String thread,
        List<MessageRow> messages,
        List<ErrorRow> errors,
        List<KnownReply> replies) {

    /** Copies the lists, and cuts off what the columns of title and model cannot hold. */
    public ConversationPart {
        title = ColumnText.fit(title, ColumnText.TITLE);
        modelName = ColumnText.fit(modelName, ColumnText.MODEL);
        messages = List.copyOf(messages);
        errors = List.copyOf(errors);
        replies = List.copyOf(replies);
    }

    /** The same conversation with other rows. */
    public ConversationPart withRows(List<MessageRow> newMessages, List<ErrorRow> newErrors) {
        return new ConversationPart(
                userId,
                conversationId,
                title,
                modelName,
                createdAt,
                updatedAt,
                thread,
                newMessages,
                newErrors,
                replies);
    }
}
