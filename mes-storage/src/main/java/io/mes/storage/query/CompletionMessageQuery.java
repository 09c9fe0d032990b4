package io.mes.storage.query;

import org.jspecify.annotations.Nullable;

/**
 * Which messages of a completion's request to read, in their order.
 *
 * @param limit messages at most, 1 to {@link Limits#MAX_ENTRIES}
 * @param after the id of the message behind which the page begins
 * @param lastFirst whether the order is turned round
 */
public record CompletionMessageQuery(int limit, @Nullable String after, boolean lastFirst) {

    /**
     * Checks the bounds.
     *
     * @throws InvalidQueryException if one of them is exceeded; names which, and what it is
     */
    public CompletionMessageQuery {
        Limits.checked(limit, Limits.MAX_ENTRIES);
    }
}
