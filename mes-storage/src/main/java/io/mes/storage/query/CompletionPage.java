package io.mes.storage.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a user's completions.
 *
 * @param items in the order asked for; none only where the list ends, or where more than a page goes through are listed whose
 *     messages somebody has deleted by hand
 * @param more whether others may follow
 * @param lastId the id behind which the next page begins: that of the last item, if there is one; null at the end of a list
 */
public record CompletionPage(
        List<StoredCompletion> items,
        boolean more,
        @Nullable String lastId) {

    /** Copies the items. */
    public CompletionPage {
        items = List.copyOf(items);
    }
}
