package io.mes.storage.query;

import java.util.Map;

/**
 * What a user has said and spent.
 *
 * @param totalConversations conversations with at least one message
 * @param totalMessages messages stored
 * @param totalTokens tokens spent
 * @param modelsUsed messages by model, the most used first
 * @param dailyMessageCount messages by day ({@code yyyy-mm-dd}), oldest first
 */
public record ConversationStats(
        long totalConversations,
        long totalMessages,
        long totalTokens,
        Map<String, Long> modelsUsed,
        Map<String, Long> dailyMessageCount) {}
