package io.mes.storage.query;

import org.jspecify.annotations.Nullable;

/**
 * Which messages of a conversation to read, oldest first.
 *
 * @param limit messages at most, 1 to {@link Limits#MAX_MESSAGES}
 * @param after {@link Page#next} of the page before; null for the first page
 * @param allBranches whether messages that are not on the newest line are wanted too
 */
public record MessageQuery(int limit, @Nullable String after, boolean allBranches) {

    /**
     * Checks the bounds.
     *
     * @throws InvalidQueryException if one of them is exceeded; names which, and what it is
     */
    public MessageQuery {
        Limits.checked(limit, Limits.MAX_MESSAGES);
    }
}
