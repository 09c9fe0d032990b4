package io.mes.storage.row;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@link Tables#MESSAGES}. The components are the columns, in their order, without {@code id}.
 *
 * @param createdAt unix seconds; decides the day
 * @param updatedAt unix seconds
 * @param conversationId at most 255 characters
 * @param messageId at most 255 characters, unique
 * @param role at most 20 characters
 * @param content text, or JSON where {@code other} says so; null for no content
 * @param usage JSON
 * @param other JSON object: the message's own further fields, and ours under {@code "mes"}
 */
public record MessageRow(
        long userId,
        long createdAt,
        long updatedAt,
        String conversationId,
        String messageId,
        String role,
        @Nullable String content,
        String modelName,
        long tokenId,
        long channelId,
        long promptTokens,
        long completionTokens,
        long totalTokens,
        boolean isStream,
        @Nullable String finishReason,
        @Nullable String usage,
        @Nullable String other,
        @Nullable String ip)
        implements Row {}
