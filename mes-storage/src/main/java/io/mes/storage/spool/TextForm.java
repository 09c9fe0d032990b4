package io.mes.storage.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a text is written: in whatever is short and keeps every character. A text may hold anything, half a surrogate pair
 * too, for which UTF-8 has no form.
 */
enum TextForm {
    /** A byte for each character. */
    LATIN_1(1),
    /** Where a few characters are no Latin ones. */
    UTF_8(2),
    /** Two bytes for each, whatever it is. */
    UTF_16(3);

    private static final TextForm[] FORMS = values();

    private static final int FIRST_BEYOND_LATIN_1 = 0x100;
    private static final int FIRST_OF_THREE_BYTES = 0x800;

    private final int code;

    TextForm(int code) {
        this.code = code;
    }

    /** By what it is known in front of a text; 0 is none's. */
    int code() {
        return code;
    }

    static @Nullable TextForm ofCode(int code) {
        return code < 1 || code > FORMS.length ? null : FORMS[code - 1];
    }

    /** The form in which a text is written. */
    static TextForm of(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        return all < FIRST_BEYOND_LATIN_1 ? LATIN_1 : ofWide(text);
    }

    private static TextForm ofWide(String text) {
        long utf8 = 0;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (!Character.isSurrogate(letter)) {
                utf8 += letter < 0x80 ? 1 : letter < FIRST_OF_THREE_BYTES ? 2 : 3;
            } else if (Character.charCount(text.codePointAt(i)) == 2) {
                utf8 += 4;
                i++;
            } else {
                return UTF_16;
            }
        }
        return utf8 < 2L * text.length() ? UTF_8 : UTF_16;
    }

    byte[] encode(String text) {
        return switch (this) {
            case LATIN_1 -> text.getBytes(StandardCharsets.ISO_8859_1);
            case UTF_8 -> text.getBytes(StandardCharsets.UTF_8);
            // Not by the charset of that name, which replaces half a pair.
            case UTF_16 -> {
                byte[] bytes = new byte[Math.multiplyExact(text.length(), Character.BYTES)];
                ByteBuffer.wrap(bytes).asCharBuffer().put(text);
                yield bytes;
            }
        };
    }

    String decode(ByteBuffer bytes) {
        return switch (this) {
            case LATIN_1 -> StandardCharsets.ISO_8859_1.decode(bytes).toString();
            case UTF_8 -> StandardCharsets.UTF_8.decode(bytes).toString();
            case UTF_16 -> bytes.asCharBuffer().toString();
        };
    }
}
