package io.mes.storage.row;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@link Tables#ERRORS}. The components are the columns, in their order, without {@code id}; those it shares
 * with {@link MessageRow} mean the same.
 *
 * @param errorCode the HTTP status
 * @param errorMessage what went wrong, for people
 */
public record ErrorRow(
        long userId,
        long createdAt,
        String conversationId,
        String messageId,
        String role,
        @Nullable String content,
        String modelName,
        long tokenId,
        long channelId,
        int errorCode,
        String errorMessage,
        long promptTokens,
        long completionTokens,
        long totalTokens,
        @Nullable String other,
        @Nullable String ip)
        implements Row {}
