package io.mes.storage.conversation;

/**
 * A place up to which a line is stored.
 *
 * @param messageId the last message
 * @param length how many messages the line has up to it, system prompts before the line not among them
 * @param hash a fingerprint of all of these
 */
public record LineEnd(String messageId, long length, long hash) {

    /** Whether a request, given by the fingerprints of its messages, begins with the whole line. */
    boolean isReachedBy(long[] hashes) {
        return length > 0 && length <= hashes.length && hash == MessageHash.chain(hashes, (int) length);
    }
}
