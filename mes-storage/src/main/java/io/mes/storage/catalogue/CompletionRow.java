package io.mes.storage.catalogue;

import io.mes.storage.row.Partition;

/**
 * A row of the table of completions.
 *
 * @param tag by what it is found
 * @param messageId its first reply
 * @param choices how many replies it has
 * @param createdAt unix seconds, as in the rows of its messages
 * @param responseTag the {@link CompletionTag#ofResponseId tag} of the upstream's id; {@link CompletionTag#NONE} for none
 */
public record CompletionRow(
        ConversationKey conversation,
        long tag,
        String messageId,
        Partition partition,
        int choices,
        long createdAt,
        long responseTag) {}
