package io.mes.storage.catalogue;

import io.mes.storage.row.Partition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A completion with everything by which it is found. Immutable.
 *
 * @param messageId its first reply
 * @param choices how many replies it has
 * @param createdAt unix seconds, as in the rows of its messages
 * @param model the model that was asked
 * @param answered the model that has answered; null where none is known
 * @param responseId the upstream's id; null if it gave none
 * @param metadata a JSON object; null for none
 */
public record Completion(
        ConversationKey conversation,
        String messageId,
        Partition partition,
        int choices,
        long createdAt,
        String model,
        @Nullable String answered,
        @Nullable String responseId,
        @Nullable String metadata) {

    /** Its rows, one for each thing by which it is found. */
    public List<CompletionRow> rows() {
        long responseTag = CompletionTag.ofResponseId(responseId);
        return CompletionTag.all(model, answered, responseTag, metadata).stream()
                .map(tag -> new CompletionRow(conversation, tag, messageId, partition, choices, createdAt, responseTag))
                .toList();
    }
}
