package io.mes.storage.query;

/**
 * What a recount found.
 *
 * @param conversations conversations that were looked at
 * @param wrongConversations those whose entry did not say what their rows do
 * @param wrongUsage rows of usage that did not
 * @param repaired whether both now do
 */
public record Recount(long conversations, long wrongConversations, long wrongUsage, boolean repaired) {}
