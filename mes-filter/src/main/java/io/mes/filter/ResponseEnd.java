package io.mes.filter;

import io.mes.storage.exchange.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Notices, in the bytes of a response, that they are the last ones: the declared length is reached, or a stream's own mark
 * {@code data: [DONE]} has been written, or the last event that its format knows. Not thread-safe.
 */
final class ResponseEnd {

    private static final String MARK = "[DONE]";
    private static final int WINDOW = 24;

    private final byte[] window = new byte[WINDOW];
    private int windowed;
    private long written;
    private long declared = -1;
    private final @Nullable LastEvent lastEvent;

    ResponseEnd(WireFormat format) {
        this.lastEvent = LastEvent.of(format);
    }

    /**
     * The length that the application declares; null or nonsense for none.
     *
     * @return the length as a number; negative for none
     */
    long declared(@Nullable String length) {
        try {
            declared = length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException nonsense) {
            declared = -1;
        }
        return declared;
    }

    /** How many of so many bytes more do not exceed the declared length: containers send no more. */
    int room(int count) {
        return declared < 0 ? count : (int) Math.max(0, Math.min(count, declared - written));
    }

    /** Whether the response is whole with these bytes. */
    boolean reachedBy(byte[] bytes, int offset, int count) {
        boolean filled = filledBy(count);
        return declared >= 0 ? filled : markedBy(bytes, offset, count);
    }

    /** Whether the declared length is reached with so many bytes more. */
    boolean filledBy(int count) {
        written += count;
        return declared >= 0 && written >= declared;
    }

    /** Whether the stream has come to its end with these bytes. */
    boolean markedBy(byte[] bytes, int offset, int count) {
        remember(bytes, offset, count);
        return (lastEvent != null && lastEvent.isIn(bytes, offset, count)) || endsWithMark();
    }

    /** What was written is forgotten; the declared length is not. */
    void rewind() {
        written = 0;
        windowed = 0;
        if (lastEvent != null) {
            lastEvent.rewind();
        }
    }

    private void remember(byte[] bytes, int offset, int count) {
        int fresh = Math.min(count, WINDOW);
        int kept = Math.min(windowed, WINDOW - fresh);
        System.arraycopy(window, windowed - kept, window, 0, kept);
        System.arraycopy(bytes, offset + count - fresh, window, kept, fresh);
        windowed = kept + fresh;
    }

    /** The mark counts as a whole line only; inside a JSON text there are no line breaks, so that nothing said is taken for it. */
    private boolean endsWithMark() {
        int end = windowed;
        while (end > 0 && isLineBreak(window[end - 1])) {
            end--;
        }
        int start = end - MARK.length();
        if (end == windowed || start < 0 || !matches(start, MARK)) {
            return false;
        }
        if (start > 0 && window[start - 1] == ' ') {
            start--;
        }
        return start >= 5 && matches(start - 5, "data:") && (start == 5 || isLineBreak(window[start - 6]));
    }

    private boolean matches(int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (window[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLineBreak(byte b) {
        return b == '\n' || b == '\r';
    }
}
