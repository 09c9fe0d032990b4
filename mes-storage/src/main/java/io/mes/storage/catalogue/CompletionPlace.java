package io.mes.storage.catalogue;

import io.mes.storage.row.Partition;

/**
 * Where a completion is stored.
 *
 * @param messageId its first reply, which holds what concerns the whole exchange
 * @param choices how many replies it has, whose ids follow each other; 0 for one that was deleted
 * @param named whether it is the newest one that its upstream gave its id, so that it is called by that
 */
public record CompletionPlace(
        ConversationKey conversation, String messageId, Partition partition, int choices, boolean named) {

    /** Whether nothing but the fact that it was there is left. */
    public boolean isDeleted() {
        return choices == 0;
    }
}
