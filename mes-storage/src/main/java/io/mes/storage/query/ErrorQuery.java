package io.mes.storage.query;

import org.jspecify.annotations.Nullable;

/**
 * Which of a user's errors to list, newest first.
 *
 * @param limit errors at most, 1 to {@link Limits#MAX_ENTRIES}
 * @param after {@link Page#next} of the page before; null for the first page
 */
public record ErrorQuery(int limit, @Nullable String after) {

    /**
     * Checks the bounds.
     *
     * @throws InvalidQueryException if one of them is exceeded; names which, and what it is
     */
    public ErrorQuery {
        Limits.checked(limit, Limits.MAX_ENTRIES);
    }
}
