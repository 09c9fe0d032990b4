package io.mes.storage.conversation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of an exchange belong.
 *
 * <p>The request behind the replies is {@code context}, then the line from {@code from} to {@code parent}.
 *
 * @param messages one place for each message of the request, in order
 * @param replies ids of the replies, in order
 * @param parent the message that the replies answer; empty if there is none
 * @param context ids of the messages that stood before the line
 * @param from the message with which the line begins in this request; null if it was sent from its first message on
 * @param holders replies that hold large parameters which this request sends again, by the name of the parameter
 * @param next the state of the conversation after this exchange
 * @param known the replies, as they will be looked for by what they answered
 * @param response the answer, as it will be looked for by its id; null if it will not
 */
public record Placement(
        List<Place> messages,
        List<String> replies,
        String parent,
        List<String> context,
        @Nullable String from,
        Map<String, String> holders,
        ConversationState next,
        List<KnownReply> known,
        @Nullable KnownReply response) {

    /**
     * The place of one request message.
     *
     * @param messageId its id: a new one, or that under which it is stored
     * @param stored whether it was there already
     * @param inContext whether it is outside the line
     * @param parent the message before it on the line; empty for the first, and for context
     */
    public record Place(String messageId, boolean stored, boolean inContext, String parent) {}
}
