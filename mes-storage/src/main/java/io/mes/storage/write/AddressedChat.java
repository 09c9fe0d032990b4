package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.Evidence;
import java.util.List;

/**
 * A chat whose conversation is known.
 *
 * @param idRefused whether the request named something that cannot be an id
 */
record AddressedChat(Chat chat, ConversationKey key, boolean idRefused) {

    /**
     * Finds the conversation that the request names; one that names none begins a conversation of its own.
     *
     * @param headers see {@link Evidence#of}
     */
    static AddressedChat of(Chat chat, List<String> headers) {
        Evidence evidence = Evidence.of(chat, headers);
        String named = evidence.conversationId();
        // Derived, not drawn: a retried exchange must not begin a second conversation.
        String id = named != null ? named : "conv_" + chat.exchange().id();
        long userId = chat.exchange().identity().userId();
        return new AddressedChat(chat, new ConversationKey(userId, id), evidence.refused());
    }
}
