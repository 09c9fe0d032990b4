package io.mes.storage.ring;

/**
 * Bounds what was parsed and is not written yet, so that the parser does not run ahead of a writer that waits for its
 * database: a parsed chat is larger than its captured bytes, and far larger if those were compressed.
 */
final class ParsedLimit {

    private final long max;
    private long held;
    private boolean ended;

    /**
     * A limit with nothing held.
     *
     * @param max characters that may be held before the parser waits; a single chat may exceed it
     */
    ParsedLimit(long max) {
        this.max = max;
    }

    /** Waits until less than the limit is held. Called by the parser before it parses. */
    synchronized void awaitRoom() throws InterruptedException {
        while (held >= max && !ended) {
            wait();
        }
    }

    synchronized void add(long characters) {
        held += characters;
    }

    synchronized void remove(long characters) {
        held -= characters;
        notifyAll();
    }

    /** Lets the parser go for good. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
