package io.mes.storage.catalogue;

import java.util.Comparator;

/**
 * What identifies a conversation: its user and its id together. The same id under two users is two conversations.
 *
 * <p>Ordered, so that gateways which lock several rows lock them in the same order.
 */
public record ConversationKey(long userId, String conversationId) implements Comparable<ConversationKey> {

    /** Spaces at the end are no part of an id, for MySQL does not tell such ids apart. */
    public ConversationKey {
        conversationId = conversationId.stripTrailing();
    }

    private static final Comparator<ConversationKey> ORDER =
            Comparator.comparingLong(ConversationKey::userId).thenComparing(ConversationKey::conversationId);

    @Override
    public int compareTo(ConversationKey other) {
        return ORDER.compare(this, other);
    }
}
