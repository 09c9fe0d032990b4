package io.mes.storage.write;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the text format of COPY (<a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, File
 * Formats</a>): fields end with tabs, rows with line feeds, and what would look like either is escaped. Not thread-safe.
 */
final class CopyText {

    private static final int FULL = 1 << 16;

    private final StringBuilder text = new StringBuilder(FULL + (FULL >> 2));
    private boolean rowBegun;

    void number(long value) {
        separate();
        text.append(value);
    }

    void flag(boolean value) {
        separate();
        text.append(value ? 't' : 'f');
    }

    /** A text, or null. */
    void string(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("\\N");
            return;
        }
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter == '\\' || letter == '\t' || letter == '\n' || letter == '\r') {
                text.append(value, copied, i).append('\\').append(escaped(letter));
                copied = i + 1;
            }
        }
        text.append(value, copied, value.length());
    }

    private static char escaped(char letter) {
        return switch (letter) {
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> letter;
        };
    }

    private void separate() {
        if (rowBegun) {
            text.append('\t');
        }
        rowBegun = true;
    }

    void endRow() {
        text.append('\n');
        rowBegun = false;
    }

    /** Whether there is enough to be sent. */
    boolean isFull() {
        return text.length() >= FULL;
    }

    /** What there is, which is then forgotten. */
    byte[] take() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return bytes;
    }
}
