package io.mes.storage.conversation;

/**
 * A known reply with which a request goes on.
 *
 * @param index where it stands among the request's messages behind the system prompts; -1 if the request only names it
 */
public record Anchor(KnownReply reply, int index) {

    boolean isNamed() {
        return index < 0;
    }

    /** Whether the request sends the whole line up to the reply. */
    boolean endsWholeLine(long[] hashes) {
        return index >= 0
                && reply.lineLength() == index + 1
                && reply.lineHash() == MessageHash.chain(hashes, index + 1);
    }
}
