package io.mes.storage.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param id the upstream's id of the answer
 * @param model the model that answered
 * @param replies the choices, by index; empty if there were none
 * @param usage tokens spent; {@link Usage#NONE} if not reported
 * @param error what went wrong, also beside replies when a stream broke; null if nothing did
 * @param facts the remaining top-level fields of the answer, as JSON
 * @param streamed whether it came as server-sent events
 * @param complete whether the answer came to its own end
 * @param captured how much of the body there was to read
 */
public record ChatResponse(
        @Nullable String id,
        @Nullable String model,
        List<ChatReply> replies,
        Usage usage,
        @Nullable ChatError error,
        Map<String, String> facts,
        boolean streamed,
        boolean complete,
        Captured captured) {

    /** An answer of which the whole body was read. */
    public ChatResponse(
            @Nullable String id,
            @Nullable String model,
            List<ChatReply> replies,
            Usage usage,
            @Nullable ChatError error,
            Map<String, String> facts,
            boolean streamed,
            boolean complete) {
        this(id, model, replies, usage, error, facts, streamed, complete, Captured.WHOLE);
    }
}
