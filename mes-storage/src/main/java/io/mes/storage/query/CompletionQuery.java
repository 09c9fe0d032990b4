package io.mes.storage.query;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a user's completions to list, in the order in which they ended. Conditions that are null or empty do
 * not apply.
 *
 * @param limit completions at most, 1 to {@link Limits#MAX_ENTRIES}
 * @param after the id of the completion behind which the page begins
 * @param newestFirst whether the order is turned round
 * @param model only completions that asked for this model, or that it answered
 * @param metadata only completions that have all of these names with these values; {@link Limits#MAX_METADATA} at most
 */
public record CompletionQuery(
        int limit,
        @Nullable String after,
        boolean newestFirst,
        @Nullable String model,
        List<Map.Entry<String, String>> metadata) {

    /**
     * Checks the bounds.
     *
     * @throws InvalidQueryException if one of them is exceeded; names which, and what it is
     */
    public CompletionQuery {
        Limits.checked(limit, Limits.MAX_ENTRIES);
        metadata = List.copyOf(metadata);
        if (metadata.size() > Limits.MAX_METADATA) {
            throw new InvalidQueryException(
                    "metadata", "metadata must name at most " + Limits.MAX_METADATA + " values to look for");
        }
    }
}
