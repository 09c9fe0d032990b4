package io.mes.filter;

import java.io.IOException;
import java.io.Reader;

/** Copies characters as they are read. Decoding stays the container's: which charset it takes is its own rule. */
final class TeeReader extends Reader {

    private final Reader delegate;
    private final ExchangeRecorder recorder;
    private final CharRecorder copy;

    TeeReader(Reader delegate, ExchangeRecorder recorder) {
        this.delegate = delegate;
        this.recorder = recorder;
        this.copy = new CharRecorder(bytes -> recorder.request().write(bytes, 0, bytes.length));
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
