package io.mes.storage.conversation;

/** Fingerprints of sequences of messages. */
final class MessageHash {

    private MessageHash() {}

    /** A fingerprint of the first messages of a sequence. */
    static long chain(long[] hashes, int length) {
        long chain = 0;
        for (int i = 0; i < length; i++) {
            chain = chain(chain, hashes[i]);
        }
        return chain;
    }

    /** A fingerprint of a sequence: that of the sequence before, and one message more. */
    static long chain(long before, long hash) {
        long mixed = (before * 0x9E3779B97F4A7C15L) ^ hash;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return mixed ^ (mixed >>> 32);
    }
}
