package io.mes.filter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Copies bytes as the application writes them: before they are handed on, because in non-blocking mode another thread may
 * already be writing when the call returns.
 */
final class TeeOutputStream extends ServletOutputStream {

    private final ServletOutputStream delegate;
    private final ExchangeRecorder recorder;

    TeeOutputStream(ServletOutputStream delegate, ExchangeRecorder recorder) {
        this.delegate = delegate;
        this.recorder = recorder;
    }

    /** A write that is not made for each piece of a stream; those that are do without objects of their own. */
    private interface Write {
        void write() throws IOException;
    }

    /** Copies first, unless the container may refuse the write. */
    private void copied(byte[] bytes, int offset, int length, Write write) throws IOException {
        boolean mayBeRefused = recorder.exceedsLength(length);
        if (!mayBeRefused) {
            recorder.sending(bytes, offset, length);
        }
        guarded(write, mayBeRefused);
        if (mayBeRefused) {
            recorder.sending(bytes, offset, length);
        }
    }

    private void guarded(Write write, boolean mayBeRefused) throws IOException {
        try {
            write.write();
        } catch (IOException | NullPointerException e) {
            failed(e, mayBeRefused);
            throw e;
        }
    }

    /** Tomcat stumbles over a request that it has just ended because of the same failure; nothing given to us is null here. */
    private void failed(Exception failure, boolean mayBeRefused) {
        if (failure instanceof CharConversionException) {
            return;
        }
        if (mayBeRefused) {
            recorder.clientGone();
        } else {
            recorder.sendingFailed();
        }
    }

    @Override
    public void write(int b) throws IOException {
        copied(new byte[] {(byte) b}, 0, 1, () -> delegate.write(b));
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (recorder.exceedsLength(length)) {
            copied(bytes, offset, length, () -> delegate.write(bytes, offset, length));
            return;
        }
        recorder.sending(bytes, offset, length);
        try {
            delegate.write(bytes, offset, length);
        } catch (IOException | NullPointerException e) {
            failed(e, false);
            throw e;
        }
    }

    /** Of Servlet 6.1. */
    public void write(ByteBuffer buffer) throws IOException {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        copied(bytes, 0, bytes.length, () -> NewerServlet.write(delegate, buffer));
    }

    /**
     * All other print methods come down to this one. Each container has its own charset for it; the copy is in UTF-8. Only
     * where that makes no difference can be known how many bytes are sent.
     */
    @Override
    public void print(String text) throws IOException {
        String printed = String.valueOf(text);
        byte[] bytes = printed.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == printed.length()) {
            copied(bytes, 0, bytes.length, () -> delegate.print(text));
        } else {
            recorder.sending(bytes, false);
            guarded(() -> delegate.print(text), false);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            delegate.flush();
        } catch (IOException | NullPointerException e) {
            failed(e, false);
            throw e;
        }
        recorder.flushed();
    }

    /** The record ends before. */
    @Override
    public void close() throws IOException {
        recorder.closing();
        guarded(delegate::close, false);
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
                recorder.failed(failure);
                listener.onError(failure);
            }
        });
    }
}
