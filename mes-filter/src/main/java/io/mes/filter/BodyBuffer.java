package io.mes.filter;

import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.CaptureBudget;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects a copy of a body up to a limit, and counts what exceeds it.
 *
 * <p>Grows in segments and reserves each from the budget; where that is used up the copy ends as it does at the limit. A
 * segment is small beside what is there, for the last one is rarely filled. Where the length was declared, the last one is
 * just as long as what is missing, and the others are longer, but never by more than what has come.
 *
 * <p>Synchronised: in asynchronous requests threads take turns, and one that should have stopped may come late.
 */
final class BodyBuffer {

    private static final int MIN_SEGMENT = 1 << 9;

    /** Where a body is a megabyte, half of it for what is not filled costs as much as the heads of all segments. */
    private static final int MAX_ADVANCE = 1 << 13;

    private static final int MAX_SEGMENT = 1 << 16;
    private static final byte[] NO_SEGMENT = {};

    private final CaptureBudget budget;
    private final int limit;
    private final List<byte[]> segments = new ArrayList<>();
    private byte[] segment = NO_SEGMENT;
    private int filled;
    private int length;
    private long seen;
    private long declared = -1;
    private long reserved;
    private boolean full;
    private boolean closed;

    BodyBuffer(CaptureBudget budget, int limit) {
        this.budget = budget;
        this.limit = limit;
    }

    /** Says how long the body will be; negative for unknown. What comes beyond is taken all the same. */
    synchronized void declare(long bytes) {
        declared = bytes;
    }

    synchronized void write(int b) {
        if (closed) {
            return;
        }
        seen++;
        if (filled < segment.length || grow(1)) {
            segment[filled++] = (byte) b;
            length++;
        }
    }

    synchronized void write(byte[] bytes, int offset, int count) {
        if (closed) {
            return;
        }
        seen += count;
        int done = 0;
        while (done < count && (filled < segment.length || grow(count - done))) {
            int some = Math.min(count - done, segment.length - filled);
            System.arraycopy(bytes, offset + done, segment, filled, some);
            filled += some;
            length += some;
            done += some;
        }
    }

    /** Begins a new segment; false at the limit, and from then on, so that no later bytes follow a gap. */
    private boolean grow(int wanted) {
        int size = Math.min(Math.min(usual(wanted), MAX_SEGMENT), limit - length);
        if (full || size <= 0 || !budget.reserve(size)) {
            full = true;
            return false;
        }
        reserved += size;
        segment = new byte[size];
        segments.add(segment);
        filled = 0;
        return true;
    }

    private int usual(int wanted) {
        int advance = Math.max(Math.max(MIN_SEGMENT, Math.min(length / 16, MAX_ADVANCE)), wanted);
        long missing = declared - length;
        return missing <= 0 ? advance : (int) Math.min(Math.max(advance, length), missing);
    }

    /** Forgets what was collected, as the container forgets what was not yet sent. */
    synchronized void reset() {
        if (closed) {
            return;
        }
        budget.release(reserved);
        reserved = 0;
        segments.clear();
        segment = NO_SEGMENT;
        filled = 0;
        length = 0;
        seen = 0;
        full = false;
    }

    /** Ends the collection. What is written from now on is neither kept nor counted. */
    synchronized Body close() {
        closed = true;
        return Body.of(segments, length, seen);
    }

    /** What the copy holds of the budget; to be released by whoever got the body. */
    synchronized long reserved() {
        return reserved;
    }
}
