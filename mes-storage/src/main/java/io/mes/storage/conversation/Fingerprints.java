package io.mes.storage.conversation;

import java.nio.charset.StandardCharsets;

/** By what a stored reply is found. Different replies may, very rarely, have the same. */
final class Fingerprints {

    private Fingerprints() {}

    /** Of a reply together with the message before it in the request or answer that holds both. */
    static long ofReply(long before, long reply) {
        return MessageHash.chain(MessageHash.chain(0, before), reply);
    }

    /** Of the id that the upstream gave an answer, by which a client may go on without sending it. */
    static long ofResponseId(String id) {
        long hash = 1;
        for (byte letter : id.getBytes(StandardCharsets.UTF_8)) {
            hash = MessageHash.chain(hash, letter);
        }
        return hash;
    }
}
