package io.mes.storage.write;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the text format of COPY (<a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, File
 * Formats</a>): fields end with tabs, rows with line feeds, and what would look like either is escaped. Not thread-safe.
 */
final class CopyText {

    private static final int FULL = 1 << 16;
    private static final byte[] NULL = {'\\', 'N'};

    private byte[] bytes = new byte[FULL + (FULL >> 2)];
    private int length;
    private boolean rowBegun;

    void number(long value) {
        separate();
        append(Long.toString(value).getBytes(StandardCharsets.ISO_8859_1));
    }

    void flag(boolean value) {
        separate();
        append((byte) (value ? 't' : 'f'));
    }

    /** A text, or null. */
    void string(@Nullable String value) {
        separate();
        if (value == null) {
            append(NULL);
        } else {
            appendEscaped(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** In UTF-8, no byte of another letter looks like those that are escaped. */
    private void appendEscaped(byte[] text) {
        require(2 * text.length);
        int at = length;
        for (byte letter : text) {
            byte escaped = escaped(letter);
            if (escaped != 0) {
                bytes[at++] = '\\';
            }
            bytes[at++] = escaped != 0 ? escaped : letter;
        }
        length = at;
    }

    /** What stands for a letter behind a backslash; 0 if it stands for itself. */
    private static byte escaped(byte letter) {
        return switch (letter) {
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\\' -> '\\';
            default -> 0;
        };
    }

    private void append(byte[] text) {
        require(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void append(byte letter) {
        require(1);
        bytes[length++] = letter;
    }

    private void require(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + (bytes.length >> 1), length + more));
        }
    }

    private void separate() {
        if (rowBegun) {
            append((byte) '\t');
        }
        rowBegun = true;
    }

    void endRow() {
        append((byte) '\n');
        rowBegun = false;
    }

    /** Whether there is enough to be sent. */
    boolean isFull() {
        return length >= FULL;
    }

    /** Passes on what there is, which is then forgotten. */
    void drainTo(Sink sink) throws SQLException {
        sink.write(bytes, 0, length);
        length = 0;
    }

    /** Takes bytes, which it does not keep. */
    interface Sink {
        void write(byte[] bytes, int from, int length) throws SQLException;
    }
}
