package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.Anchor;
import io.mes.storage.conversation.Evidence;
import io.mes.storage.conversation.Inference;
import java.util.List;

/**
 * A chat and what it says of its conversation.
 *
 * @param key the conversation that the request names, or that it begins unless it goes on with another
 * @param named whether the request names it
 * @param idRefused whether the request named something that cannot be an id
 * @param anchors where the request has replies by which its conversation may be found
 */
record AddressedChat(Chat chat, ConversationKey key, boolean named, boolean idRefused, List<Anchor> anchors) {

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
        return new AddressedChat(chat, key, named != null, evidence.refused(), Inference.wanted(chat));
    }

    /** By what its replies are looked for: those that may tell the conversation, or the place in one that is named. */
    List<ReplyTable.Key> wanted() {
        return anchors.stream()
                .filter(anchor -> !named || anchor.isNamed())
                .map(this::keyOf)
                .toList();
    }

    /** By what the reply at an anchor is looked for. */
    ReplyTable.Key keyOf(Anchor anchor) {
        return new ReplyTable.Key(key.userId(), anchor.reply().fingerprint());
    }
}
