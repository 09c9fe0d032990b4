package io.mes.filter;

import java.nio.charset.Charset;
import java.util.function.Consumer;

/** Copies characters into a body. A pair of surrogates may come in two calls. */
final class CharRecorder {

    private final Consumer<byte[]> copy;
    private final Charset charset;
    private char pending;

    /**
     * A recorder of one body.
     *
     * @param copy takes the bytes
     */
    CharRecorder(Consumer<byte[]> copy, Charset charset) {
        this.copy = copy;
        this.charset = charset;
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
        copy.accept(whole.substring(0, length).getBytes(charset));
    }
}
