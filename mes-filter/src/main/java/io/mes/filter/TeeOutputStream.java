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

    private interface Write {
        void write() throws IOException;
    }

    /** Copies first, unless the container may refuse the write. */
    private void copied(byte[] bytes, int offset, int length, Write write) throws IOException {
        if (recorder.exceedsLength(length)) {
            guarded(write, recorder::clientGone);
            recorder.sending(bytes, offset, length);
        } else {
            recorder.sending(bytes, offset, length);
            guarded(write);
        }
    }

    private void guarded(Write write) throws IOException {
        guarded(write, recorder::sendingFailed);
    }

    /** Tomcat stumbles over a request that it has just ended because of the same failure; nothing given to us is null here. */
    private static void guarded(Write write, Runnable failed) throws IOException {
        try {
            write.write();
        } catch (CharConversionException notTheClient) {
            throw notTheClient;
        } catch (IOException | NullPointerException e) {
            failed.run();
            throw e;
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
        copied(bytes, offset, length, () -> delegate.write(bytes, offset, length));
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
            guarded(() -> delegate.print(text));
        }
    }

    @Override
    public void flush() throws IOException {
        guarded(delegate::flush);
        recorder.flushed();
    }

    /** The record ends before. */
    @Override
    public void close() throws IOException {
        recorder.closing();
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
                recorder.failed(failure);
                listener.onError(failure);
            }
        });
    }
}
