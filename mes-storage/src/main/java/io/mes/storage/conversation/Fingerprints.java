package io.mes.storage.conversation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** By what a stored reply is found. Different replies may, very rarely, have the same. */
final class Fingerprints {

    /** Fewer characters of a reply do not tell it from other answers to the same. */
    private static final int SHORTEST_BEGINNING = 16;

    /** Answers that have so much in common are the same. */
    private static final int LONGEST_BEGINNING = 256;

    private Fingerprints() {}

    /** Of a reply together with the message before it in the request or answer that holds both. */
    static long ofReply(long before, long reply) {
        return MessageHash.chain(MessageHash.chain(0, before), reply);
    }

    /**
     * Of a reply that was broken off, together with what it answered: what its client has got of it, and keeps, is shorter
     * than what is stored. One for each length that a beginning may be looked for by.
     */
    static List<Long> ofBeginnings(long before, String text) {
        List<Long> beginnings = new ArrayList<>();
        int length = SHORTEST_BEGINNING;
        while (length < text.length() && length <= LONGEST_BEGINNING) {
            beginnings.add(ofBeginning(before, text, length));
            length = longer(length);
        }
        return beginnings;
    }

    /** Of what may be the beginning of such a reply: the longest that is looked for; nothing if it is too short. */
    static OptionalLong ofBeginning(long before, String beginning) {
        String text = beginning.stripTrailing();
        int length = SHORTEST_BEGINNING;
        while (longer(length) <= Math.min(text.length(), LONGEST_BEGINNING)) {
            length = longer(length);
        }
        return length > text.length() ? OptionalLong.empty() : OptionalLong.of(ofBeginning(before, text, length));
    }

    /** The next length: four of five characters that a client has kept are compared at least. */
    private static int longer(int length) {
        return length + length / 4;
    }

    private static long ofBeginning(long before, String text, int length) {
        return MessageHash.chain(ofText(2, text.substring(0, length)), before);
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
