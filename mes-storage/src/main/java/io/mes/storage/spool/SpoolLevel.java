package io.mes.storage.spool;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much a spool holds, all of it at the same moment.
 *
 * @param entries entries that wait to be replayed
 * @param bytes bytes of their chats
 * @param rejected entries that could not be read and are kept for people
 * @param rejectedBytes bytes of these
 * @param oldest when the exchange was over that is replayed next; null if none waits
 * @param lastSequence the highest sequence that was in the spool since it was opened, rejected ones included, behind which
 *     a gateway that was started again goes on; 0 if there was none or all were below
 */
public record SpoolLevel(
        long entries,
        long bytes,
        long rejected,
        long rejectedBytes,
        @Nullable Instant oldest,
        long lastSequence) {

    SpoolLevel plus(List<SpoolEntry> added) {
        long addedBytes = added.stream().mapToLong(SpoolEntry::bytes).sum();
        long last = added.stream().mapToLong(SpoolEntry::sequence).reduce(lastSequence, Math::max);
        return new SpoolLevel(entries + added.size(), bytes + addedBytes, rejected, rejectedBytes, oldest, last);
    }

    /** Without entries of these numbers of bytes. */
    SpoolLevel minus(List<Long> removed) {
        return new SpoolLevel(
                entries - removed.size(), bytes - sum(removed), rejected, rejectedBytes, oldest, lastSequence);
    }

    SpoolLevel plusRejected(List<Long> moved) {
        return new SpoolLevel(
                entries, bytes, rejected + moved.size(), rejectedBytes + sum(moved), oldest, lastSequence);
    }

    SpoolLevel withOldest(@Nullable Instant moment) {
        return new SpoolLevel(entries, bytes, rejected, rejectedBytes, moment, lastSequence);
    }

    private static long sum(List<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    /** What the limit is for: everything that takes up room. */
    long allBytes() {
        return bytes + rejectedBytes;
    }
}
