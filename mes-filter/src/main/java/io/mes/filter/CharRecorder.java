package io.mes.filter;

import java.nio.charset.StandardCharsets;

/** Copies characters into a body, in UTF-8. A pair of surrogates may come in two calls. */
final class CharRecorder {

    private final BodyBuffer buffer;
    private char pending;

    CharRecorder(BodyBuffer buffer) {
        this.buffer = buffer;
    }

    void write(int c) {
        write(String.valueOf((char) c));
    }

    void write(char[] chars, int offset, int count) {
        write(new String(chars, offset, count));
    }

    void write(String text) {
        String whole = pending == 0 ? text : pending + text;
        pending = 0;
        int length = whole.length();
        if (length > 0 && Character.isHighSurrogate(whole.charAt(length - 1))) {
            pending = whole.charAt(--length);
        }
        byte[] bytes = whole.substring(0, length).getBytes(StandardCharsets.UTF_8);
        buffer.write(bytes, 0, bytes.length);
    }
}
