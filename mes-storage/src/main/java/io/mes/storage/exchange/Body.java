package io.mes.storage.exchange;

import java.util.List;

/**
 * The captured bytes of a request or response.
 *
 * <p>Immutable by agreement: the arrays given are not copied, and nobody writes to them afterwards. Safe to hand to
 * another thread.
 */
public final class Body {

    /** A body of no bytes. */
    public static final Body EMPTY = new Body(List.of(), 0, 0);

    private final List<byte[]> segments;
    private final int length;
    private final long seen;

    private Body(List<byte[]> segments, int length, long seen) {
        this.segments = segments;
        this.length = length;
        this.seen = seen;
    }

    /** A body that was captured whole. The array is not copied. */
    public static Body of(byte[] bytes) {
        return new Body(List.of(bytes), bytes.length, bytes.length);
    }

    /**
     * A body captured in pieces.
     *
     * @param segments the pieces in order; the last may be filled only in part
     * @param length bytes captured, at most the sum of the pieces
     * @param seen bytes that passed, at least {@code length}; more means that a limit cut the copy short
     */
    public static Body of(List<byte[]> segments, int length, long seen) {
        List<byte[]> pieces = List.copyOf(segments);
        long room = 0;
        for (byte[] piece : pieces) {
            room += piece.length;
        }
        if (length < 0 || length > room || seen < length) {
            throw new IllegalArgumentException(
                    "A body of " + length + " bytes cannot be in " + room + " captured of " + seen + " seen");
        }
        return new Body(pieces, length, seen);
    }

    /** Bytes captured. */
    public int length() {
        return length;
    }

    /** Bytes that passed through the gateway, captured or not. */
    public long seen() {
        return seen;
    }

    /** Whether bytes passed that were not captured. */
    public boolean truncated() {
        return seen > length;
    }

    /** The captured bytes in one array. Copies, unless the body is one full segment. */
    public byte[] toByteArray() {
        if (segments.size() == 1 && segments.get(0).length == length) {
            return segments.get(0);
        }
        byte[] bytes = new byte[length];
        int offset = 0;
        for (byte[] segment : segments) {
            int count = Math.min(segment.length, length - offset);
            System.arraycopy(segment, 0, bytes, offset, count);
            offset += count;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "Body[" + length + " of " + seen + " bytes]";
    }
}
