package io.mes.storage.query;

import io.mes.storage.row.Facts;
import io.mes.storage.row.StoredMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One exchange that was answered: what a model said to a request, and how it was asked.
 *
 * @param id the id that the upstream gave it, if it is the newest with that id; else one that MES made from its own
 * @param first its first reply, which holds what concerns the whole exchange
 * @param choices all replies, by their index
 * @param createdAt unix seconds of its end
 * @param model the model that was asked for
 * @param usage tokens spent
 * @param parameters fields of the request but its messages, as JSON, as far as they were asked for
 */
public record StoredCompletion(
        String id,
        String conversationId,
        StoredMessage first,
        List<Choice> choices,
        long createdAt,
        String model,
        Spent usage,
        Map<String, String> parameters) {

    /**
     * One reply.
     *
     * @param finishReason null where there was none
     */
    public record Choice(StoredMessage message, @Nullable String finishReason) {}

    /**
     * Tokens.
     *
     * @param raw as they were reported, as JSON; null where they were not
     */
    public record Spent(
            long promptTokens,
            long completionTokens,
            long totalTokens,
            @Nullable String raw) {}

    /** Copies the choices. */
    public StoredCompletion {
        choices = List.copyOf(choices);
    }

    /** The metadata as it is now: what was set last, else what the request had, as JSON; null for none. */
    public @Nullable String metadata() {
        String later = first.laterMetadata();
        return later != null ? later : parameters.get(Facts.METADATA);
    }
}
