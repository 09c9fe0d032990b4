package io.mes.storage.conversation;

/**
 * A known reply with which a request goes on.
 *
 * @param index where it stands among the request's messages behind the system prompts; -1 if the request only names it
 * @param cut whether the request has only the beginning of it: its client broke it off
 * @param crowded whether so many conversations hold such a reply that there may be more
 */
public record Anchor(KnownReply reply, int index, boolean cut, boolean crowded) {

    /** Whether the request only names it. */
    boolean isNamed() {
        return index < 0;
    }

    /** Whether the request sends the whole line up to the reply. */
    boolean endsWholeLine(long[] hashes) {
        return !cut && reply.end().length() == index + 1 && reply.end().isReachedBy(hashes);
    }
}
