package io.mes.storage.conversation;

/**
 * A stored reply of a model, as it is found again when a client sends it back.
 *
 * @param fingerprint of the reply and of what it answered, or of the upstream's id of the answer
 * @param end where it stands
 */
public record KnownReply(long fingerprint, LineEnd end) {

    /** By what a reply is looked for that was deleted: whoever looks for one that is there does not come across it. */
    public static long fingerprintOfDeleted(long fingerprint) {
        return -1 - fingerprint;
    }

    /** The same reply, deleted; of a deleted one, as it was. */
    public KnownReply deleted() {
        LineEnd there = new LineEnd(end.messageId(), -1 - end.length(), end.hash());
        return new KnownReply(fingerprintOfDeleted(fingerprint), there);
    }
}
