package io.mes.storage.query;

/**
 * A conversation in a list.
 *
 * @param title the start of its first user message
 * @param modelName the model last asked for
 * @param messageCount messages stored
 * @param totalTokens tokens spent
 * @param createdAt unix seconds
 * @param updatedAt unix seconds
 */
public record ConversationSummary(
        String conversationId,
        String title,
        String modelName,
        long messageCount,
        long totalTokens,
        long createdAt,
        long updatedAt) {}
