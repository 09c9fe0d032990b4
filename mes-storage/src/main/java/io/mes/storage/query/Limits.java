package io.mes.storage.query;

import io.mes.storage.json.JsonText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Bounds of what one page may hold. Constants only, for any thread. */
public final class Limits {

    /** Conversations or errors in a page, unless asked otherwise. */
    public static final int DEFAULT_ENTRIES = 20;

    /** Conversations or errors in a page at most. */
    public static final int MAX_ENTRIES = 100;

    /** Messages in a page, unless asked otherwise. */
    public static final int DEFAULT_MESSAGES = 100;

    /** Messages in a page at most. */
    public static final int MAX_MESSAGES = 1000;

    /** Conversations that may be skipped by counting; beyond that, pages are asked for by {@code after}. */
    public static final int MAX_OFFSET = 10_000;

    /** Characters of a text that is looked for in titles, which are no longer either. */
    public static final int MAX_TEXT = 255;

    /** Names that the metadata of a completion may have, and values that may be looked for at once. */
    public static final int MAX_METADATA = 16;

    private Limits() {}

    /** A limit that was asked for, if it is allowed. */
    static int checked(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw new InvalidQueryException("limit", "limit must be a whole number from 1 to " + max);
        }
        return limit;
    }

    /** Checks that the moments from which on and before which something is wanted do not exclude each other. */
    static void checkSpan(@Nullable Instant from, @Nullable Instant to) {
        if (from != null && to != null && !to.isAfter(from)) {
            throw new InvalidQueryException("to", "to must not lie before from");
        }
    }

    /** Checks that a database can be asked for a text: some take no U+0000, none half a character. */
    static void checkText(String parameter, @Nullable String text) {
        if (text != null && !JsonText.isStorable(text)) {
            throw new InvalidQueryException(
                    parameter, parameter + " must hold neither the character U+0000 nor half of a surrogate pair");
        }
    }
}
