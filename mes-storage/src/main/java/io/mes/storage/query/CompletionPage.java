package io.mes.storage.query;

import java.util.List;

/**
 * Part of a user's completions.
 *
 * @param items in the order asked for
 * @param more whether others follow
 */
public record CompletionPage(List<StoredCompletion> items, boolean more) {

    /** Copies the items. */
    public CompletionPage {
        items = List.copyOf(items);
    }
}
