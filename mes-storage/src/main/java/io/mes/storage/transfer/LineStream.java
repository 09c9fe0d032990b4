package io.mes.storage.transfer;

import java.io.IOException;
import java.io.InputStream;

/**
 * Divides a stream into its lines, each of which ends as if nothing followed. Holds a buffer, not a line. Not thread-safe.
 *
 * <p>Divides bytes: in UTF-8 a line break is no part of any other character.
 */
final class LineStream extends InputStream {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private boolean ended = true;
    private long number;

    LineStream(InputStream in) {
        this.in = in;
    }

    /**
     * Goes on to the next line, over what is left of this one.
     *
     * @return whether there is one
     */
    boolean nextLine() throws IOException {
        while (!ended) {
            skipBuffered();
        }
        if (position == limit && !fill()) {
            return false;
        }
        ended = false;
        number++;
        return true;
    }

    private void skipBuffered() throws IOException {
        int end = endOfLine(limit);
        position = end;
        if (end < limit) {
            position++;
            ended = true;
        } else if (!fill()) {
            ended = true;
        }
    }

    /** The number of this line, counted from 1. */
    long number() {
        return number;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended || (position == limit && !fill())) {
            ended = true;
            return -1;
        }
        int count = endOfLine(Math.min(limit, position + length)) - position;
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        if (count == 0) {
            position++;
            ended = true;
            return -1;
        }
        return count;
    }

    /** Where the next line break is among what is buffered, up to a place. */
    private int endOfLine(int upTo) {
        int end = position;
        while (end < upTo && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer, 0, BUFFER));
        return limit > 0;
    }
}
