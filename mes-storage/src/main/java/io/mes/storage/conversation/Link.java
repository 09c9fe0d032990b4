package io.mes.storage.conversation;

import java.util.List;

/**
 * A stored message as alignment sees it.
 *
 * @param messageId its id
 * @param hash its {@link MessageHash}
 * @param siblings other answers to the same message: further choices, and answers that were generated again
 */
record Link(String messageId, long hash, List<Link> siblings) {

    static final int MAX_SIBLINGS = 8;

    Link(String messageId, long hash) {
        this(messageId, hash, List.of());
    }

    /** This link or the sibling with that hash; null if there is none. */
    @org.jspecify.annotations.Nullable
    Link matching(long wanted) {
        if (hash == wanted) {
            return this;
        }
        return siblings.stream()
                .filter(sibling -> sibling.hash == wanted)
                .findFirst()
                .orElse(null);
    }
}
