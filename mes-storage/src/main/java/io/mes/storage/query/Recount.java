package io.mes.storage.query;

/**
 * What a recount found.
 *
 * @param conversations conversations that were looked at
 * @param wrongConversations those whose entry did not say what their rows do
 * @param wrongUsage rows of usage that did not
 * @param missingCompletions completions that were stored and not listed, where a store lists them
 * @param staleCompletions completions that were listed, there, and not stored any more
 * @param repaired whether all of that is right now
 */
public record Recount(
        long conversations,
        long wrongConversations,
        long wrongUsage,
        long missingCompletions,
        long staleCompletions,
        boolean repaired) {

    /** Whether there was nothing to repair. */
    public boolean isRight() {
        return wrongConversations == 0 && wrongUsage == 0 && missingCompletions == 0 && staleCompletions == 0;
    }
}
