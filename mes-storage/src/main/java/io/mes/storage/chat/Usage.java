package io.mes.storage.chat;

import org.jspecify.annotations.Nullable;

/**
 * Tokens spent on an exchange.
 *
 * @param promptTokens tokens read
 * @param completionTokens tokens written
 * @param totalTokens both, as reported or else added up
 * @param raw the usage object exactly as written; null if none was sent
 */
public record Usage(
        long promptTokens,
        long completionTokens,
        long totalTokens,
        @Nullable String raw) {

    /** No usage was reported. */
    public static final Usage NONE = new Usage(0, 0, 0, null);
}
