package io.mes.storage.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON values as text. Stateless. */
public final class JsonText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonText() {}

    /** A string as a JSON string; {@code null} as {@code null}. */
    public static String quote(@Nullable String value) {
        if (value == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder(value.length() + 16);
        appendQuoted(out, value);
        return out.toString();
    }

    /** An object of values that are JSON already. */
    public static String object(Map<String, String> fields) {
        JsonObjectWriter object = new JsonObjectWriter();
        fields.forEach(object::raw);
        return object.toString();
    }

    /**
     * Appends a string as a JSON string.
     *
     * <p>Escapes what JSON demands, and lone surrogates, which no UTF-8 text can carry.
     */
    static void appendQuoted(StringBuilder out, String value) {
        out.append('"');
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || (Character.isSurrogate(c) && !inPair(value, i))) {
                appendEscaped(out.append(value, copied, i), c);
                copied = i + 1;
            }
        }
        out.append(value, copied, value.length()).append('"');
    }

    private static void appendEscaped(StringBuilder out, char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c < ' ') {
            appendControl(out, c);
        } else {
            appendUnicode(out, c);
        }
    }

    private static void appendControl(StringBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> appendUnicode(out, c);
        }
    }

    private static void appendUnicode(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[(c >> 8) & 15])
                .append(HEX[(c >> 4) & 15])
                .append(HEX[c & 15]);
    }

    /** Whether the surrogate at this index has its partner beside it. */
    private static boolean inPair(String value, int index) {
        char c = value.charAt(index);
        return Character.isHighSurrogate(c)
                ? index + 1 < value.length() && Character.isLowSurrogate(value.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(value.charAt(index - 1));
    }

    /** Whether every database can hold the string as text: no NUL and no lone surrogate in it. */
    public static boolean isStorable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || (Character.isSurrogate(c) && !inPair(value, i))) {
                return false;
            }
        }
        return true;
    }
}
