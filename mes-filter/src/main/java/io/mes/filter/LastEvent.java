package io.mes.filter;

import io.mes.storage.exchange.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices the event with which the streams of a format end, when the line with its data ends, so that nothing of it is
 * missed. Inside a JSON text there are no line breaks, so that nothing said is taken for it. Not thread-safe.
 */
final class LastEvent {

    /** Of a line no more is kept; a name stands at its beginning. */
    private static final int LINE = 64;

    private static final byte[] EVENT = ascii("event:");
    private static final byte[] DATA = ascii("data:");
    private static final byte[] TYPE = ascii("{\"type\":");

    private final List<byte[]> names;
    private final byte[] line = new byte[LINE];
    private int length;
    private boolean behindReturn;
    private boolean named;

    private LastEvent(String... names) {
        this.names = List.of(names).stream().map(LastEvent::ascii).toList();
    }

    /** The last event of a format's streams; null where there is none but {@code [DONE]}. */
    static @Nullable LastEvent of(WireFormat format) {
        return switch (format) {
            case CHAT_COMPLETIONS, COMPLETIONS -> null;
            case MESSAGES -> new LastEvent("message_stop");
            case RESPONSES ->
                new LastEvent(
                        "response.completed",
                        "response.incomplete",
                        "response.failed",
                        "response.cancelled",
                        "response.done");
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the last event is whole with these bytes. */
    boolean isIn(byte[] bytes, int offset, int count) {
        boolean seen = false;
        for (int i = offset; i < offset + count; i++) {
            byte b = bytes[i];
            if (b == '\n' && behindReturn) {
                behindReturn = false;
            } else if (b == '\n' || b == '\r') {
                seen |= endsWithLine();
                length = 0;
                behindReturn = b == '\r';
            } else {
                behindReturn = false;
                if (length < LINE) {
                    line[length++] = b;
                }
            }
        }
        return seen;
    }

    /** What came is forgotten. */
    void rewind() {
        length = 0;
        behindReturn = false;
        named = false;
    }

    private boolean endsWithLine() {
        boolean wasNamed = named;
        if (length == 0) {
            named = false;
            return wasNamed;
        }
        if (startsWith(0, EVENT)) {
            named = endOfName(behindSpaces(EVENT.length)) == length;
            return false;
        }
        return startsWith(0, DATA) && (wasNamed || isTyped(behindSpaces(DATA.length)));
    }

    /** Some servers leave out the line with the name; the type stands first then in all that are known. */
    private boolean isTyped(int start) {
        int quote = behindSpaces(start + TYPE.length);
        if (!startsWith(start, TYPE) || quote == length || line[quote] != '"') {
            return false;
        }
        int end = endOfName(quote + 1);
        return end > 0 && end < length && line[end] == '"';
    }

    /** Where the name ends that begins here; 0 if none does. */
    private int endOfName(int start) {
        for (byte[] name : names) {
            if (startsWith(start, name)) {
                return start + name.length;
            }
        }
        return 0;
    }

    private int behindSpaces(int start) {
        int behind = start;
        while (behind < length && line[behind] == ' ') {
            behind++;
        }
        return behind;
    }

    private boolean startsWith(int start, byte[] text) {
        if (start + text.length > length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (line[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }
}
