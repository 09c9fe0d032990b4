package io.mes.filter;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Copies characters as they are read. Decoding stays the container's: which charset it takes is its own rule. Where it took
 * every byte for a character, the bytes are kept as they came, for they are most likely UTF-8; else characters in UTF-8.
 */
final class TeeReader extends Reader {

    private final Reader delegate;
    private final ExchangeRecorder recorder;
    private final CharRecorder copy;

    /**
     * A reader over the container's.
     *
     * @param charset by which the container decodes; null for the default, which is ISO 8859-1
     */
    TeeReader(Reader delegate, ExchangeRecorder recorder, @Nullable String charset) {
        this.delegate = delegate;
        this.recorder = recorder;
        this.copy = new CharRecorder(
                bytes -> recorder.request().write(bytes, 0, bytes.length),
                isLatin(charset) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static boolean isLatin(@Nullable String charset) {
        try {
            return charset == null || Charset.forName(charset).equals(StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
        try {
            int count = delegate.read(chars, offset, length);
            if (count > 0) {
                copy.write(chars, offset, count);
            }
            return count;
        } catch (IOException e) {
            recorder.clientGone();
            throw e;
        }
    }

    @Override
    public boolean ready() throws IOException {
        return delegate.ready();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }
}
