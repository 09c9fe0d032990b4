package io.mes.storage.conversation;

import io.mes.storage.chat.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** By what a stored reply is found. Different replies may, very rarely, have the same. */
final class Fingerprints {

    /** So many characters of a reply that was broken off tell it from other answers to the same. */
    private static final int BEGINNING = 16;

    private Fingerprints() {}

    /** Of a reply together with the message before it in the request or answer that holds both. */
    static long ofReply(long before, long reply) {
        return MessageHash.chain(MessageHash.chain(0, before), reply);
    }

    /**
     * Of a reply that was broken off, together with what it answered: what its client has got of it, and keeps, is shorter
     * than what is stored.
     *
     * @return nothing if the reply is too short to be told from others
     */
    static OptionalLong ofCutReply(long before, ChatMessage reply) {
        String beginning = reply.beginning(BEGINNING);
        return beginning == null
                ? OptionalLong.empty()
                : OptionalLong.of(MessageHash.chain(ofText(2, beginning), before));
    }

    /** Of the id that the upstream gave an answer, by which a client may go on without sending it. */
    static long ofResponseId(String id) {
        return ofText(1, id);
    }

    private static long ofText(long kind, String text) {
        long hash = kind;
        for (byte letter : text.getBytes(StandardCharsets.UTF_8)) {
            hash = MessageHash.chain(hash, letter);
        }
        return hash;
    }
}
