package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.Evidence;
import io.mes.storage.conversation.Wanted;
import java.util.List;

/**
 * A chat and what it says of its conversation.
 *
 * @param key the conversation that the request names, or that it begins unless it goes on with another
 * @param named whether the request names it
 * @param idRefused whether the request named something that cannot be an id
 * @param wanted replies that may tell the conversation, or the place in one that is named
 */
record AddressedChat(Chat chat, ConversationKey key, boolean named, boolean idRefused, List<Wanted> wanted) {

    /**
     * Finds out what the request says.
     *
     * @param headers see {@link Evidence#of}
     */
    static AddressedChat of(Chat chat, List<String> headers) {
        Evidence evidence = Evidence.of(chat, headers);
        String named = evidence.conversationId();
        // Derived, not drawn: a retried exchange must not begin a second conversation.
        String id = named != null ? named : "conv_" + chat.exchange().id();
        long userId = chat.exchange().identity().userId();
        ConversationKey key = new ConversationKey(userId, id);
        List<Wanted> wanted = named != null ? Wanted.named(chat) : Wanted.of(chat);
        return new AddressedChat(chat, key, named != null, evidence.refused(), wanted);
    }

    /** By what a reply is looked for. */
    ReplyTable.Key keyOf(Wanted reply) {
        return new ReplyTable.Key(key.userId(), reply.fingerprint());
    }
}
