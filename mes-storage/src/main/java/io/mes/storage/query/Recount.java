package io.mes.storage.query;

/**
 * What a recount found.
 *
 * @param conversations conversations that were looked at
 * @param wrongConversations those whose entry did not say what their rows do
 * @param wrongUsage rows of usage that did not
 * @param missingCompletions completions that were not found, where a store notes what they are found by
 * @param repaired whether all of that is right now
 */
public record Recount(
        long conversations, long wrongConversations, long wrongUsage, long missingCompletions, boolean repaired) {}
