package io.mes.storage.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One choice of an answer.
 *
 * @param choice its index
 * @param message the message, put together if it was streamed
 * @param finishReason as the model gave it; null if it gave none
 * @param facts what else the choice carried and is no part of the message (log probabilities, content filter results),
 *     as JSON
 */
public record ChatReply(
        int choice, ChatMessage message, @Nullable String finishReason, Map<String, String> facts) {

    /** The fact that marks what stands for an answer which could not be read. */
    public static final String UNPARSED = "unparsed";

    /** Whether the message is the text of an answer that could not be read. */
    public boolean isUnparsed() {
        return facts.containsKey(UNPARSED);
    }
}
