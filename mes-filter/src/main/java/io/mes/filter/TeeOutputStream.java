package io.mes.filter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.Charset;

/**
 * Copies bytes as the application writes them: before they are handed on, because in non-blocking mode another thread may
 * already be writing when the call returns.
 */
final class TeeOutputStream extends ServletOutputStream {

    private final ServletOutputStream delegate;
    private final ExchangeRecorder recorder;
    private final Charset printCharset;

    /**
     * A stream over the container's.
     *
     * @param printCharset in which the container encodes what is printed
     */
    TeeOutputStream(ServletOutputStream delegate, ExchangeRecorder recorder, Charset printCharset) {
        this.delegate = delegate;
        this.recorder = recorder;
        this.printCharset = printCharset;
    }

    private interface Write {
        void write() throws IOException;
    }

    private void guarded(Write write) throws IOException {
        try {
            write.write();
        } catch (IOException e) {
            recorder.clientGone();
            throw e;
        }
    }

    @Override
    public void write(int b) throws IOException {
        recorder.sending(new byte[] {(byte) b}, 0, 1);
        guarded(() -> delegate.write(b));
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        recorder.sending(bytes, offset, length);
        guarded(() -> delegate.write(bytes, offset, length));
    }

    /** All other print methods come down to this one. */
    @Override
    public void print(String text) throws IOException {
        byte[] bytes = String.valueOf(text).getBytes(printCharset);
        recorder.sending(bytes, 0, bytes.length);
        guarded(() -> delegate.print(text));
    }

    @Override
    public void flush() throws IOException {
        guarded(delegate::flush);
        recorder.flushed();
    }

    /** Nothing can follow, so the record ends too. */
    @Override
    public void close() throws IOException {
        recorder.complete();
        guarded(delegate::close);
    }

    @Override
    public boolean isReady() {
        return delegate.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        delegate.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                listener.onWritePossible();
            }

            @Override
            public void onError(Throwable failure) {
                recorder.clientGone();
                listener.onError(failure);
            }
        });
    }
}
