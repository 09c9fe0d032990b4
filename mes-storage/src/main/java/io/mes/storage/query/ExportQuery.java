package io.mes.storage.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which conversations to export; those of a user in the order of their ids, the users in theirs. Conditions that are null do
 * not apply.
 *
 * @param userId whose
 * @param from only conversations with activity at or after this moment
 * @param to only conversations that began before this moment, which lies behind the other
 * @param model only conversations that last asked for this model
 * @param format as what
 */
public record ExportQuery(
        @Nullable Long userId,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String model,
        ExportFormat format) {

    /**
     * Checks that the moments do not exclude each other, and that databases can hold the text.
     *
     * @throws InvalidQueryException if not; names which, and what it must be
     */
    public ExportQuery {
        Limits.checkSpan(from, to);
        Limits.checkText("model", model);
    }

    /** Everything, in a form that can be imported again. */
    public static final ExportQuery EVERYTHING = new ExportQuery(null, null, null, null, ExportFormat.MES);
}
