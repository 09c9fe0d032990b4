package io.mes.storage.query;

import io.mes.storage.row.StoredMessage;
import java.util.List;

/**
 * Part of the messages of a completion's request.
 *
 * @param items in the order asked for
 * @param more whether others follow
 * @param incomplete whether some were said on a day that was dropped, and are missing
 */
public record CompletionMessages(List<Item> items, boolean more, boolean incomplete) {

    /**
     * One message.
     *
     * @param id the completion's, and the message's place in the request
     */
    public record Item(String id, StoredMessage message) {}

    /** Copies the items. */
    public CompletionMessages {
        items = List.copyOf(items);
    }
}
