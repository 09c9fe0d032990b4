package io.mes.storage.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of a user's conversations to list, newest activity first. Conditions that are null do not apply.
 *
 * @param limit conversations at most, 1 to {@link Limits#MAX_ENTRIES}
 * @param offset conversations to skip, 0 to {@link Limits#MAX_OFFSET}
 * @param after {@link Page#next} of the page before
 * @param from only conversations with activity at or after this moment
 * @param to only conversations that began before this moment, which lies behind the other
 * @param model only conversations that last asked for this model
 * @param text only conversations with this in their title, in upper or lower case; {@link Limits#MAX_TEXT}
 *     characters at most
 */
public record ConversationQuery(
        int limit,
        int offset,
        @Nullable String after,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String model,
        @Nullable String text) {

    /**
     * Checks the bounds, and that databases can hold the texts.
     *
     * @throws InvalidQueryException if not; names which, and what it must be
     */
    public ConversationQuery {
        Limits.checked(limit, Limits.MAX_ENTRIES);
        if (offset < 0 || offset > Limits.MAX_OFFSET) {
            throw new InvalidQueryException(
                    "offset",
                    "offset must be a whole number from 0 to " + Limits.MAX_OFFSET + "; use after to go further");
        }
        Limits.checkSpan(from, to);
        Limits.checkText("model", model);
        Limits.checkText("q", text);
        if (text != null && text.length() > Limits.MAX_TEXT) {
            throw new InvalidQueryException("q", "q must have at most " + Limits.MAX_TEXT + " characters");
        }
    }

    /** So many of the newest conversations. */
    public static ConversationQuery newest(int limit, int offset) {
        return new ConversationQuery(limit, offset, null, null, null, null, null);
    }
}
