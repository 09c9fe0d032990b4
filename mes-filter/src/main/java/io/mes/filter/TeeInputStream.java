package io.mes.filter;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Copies bytes as the application reads them. */
final class TeeInputStream extends ServletInputStream {

    private final ServletInputStream delegate;
    private final ExchangeRecorder recorder;

    TeeInputStream(ServletInputStream delegate, ExchangeRecorder recorder) {
        this.delegate = delegate;
        this.recorder = recorder;
    }

    private interface Read {
        int read() throws IOException;
    }

    private int guarded(Read read) throws IOException {
        try {
            return read.read();
        } catch (IOException e) {
            recorder.clientGone();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        int b = guarded(delegate::read);
        if (b >= 0) {
            recorder.request().write(b);
        }
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count;
        try {
            // Without the object that guarded needs, for each piece comes by here.
            count = delegate.read(bytes, offset, length);
        } catch (IOException e) {
            recorder.clientGone();
            throw e;
        }
        if (count > 0) {
            recorder.request().write(bytes, offset, count);
        }
        return count;
    }

    @Override
    public int readLine(byte[] bytes, int offset, int length) throws IOException {
        int count = guarded(() -> delegate.readLine(bytes, offset, length));
        if (count > 0) {
            recorder.request().write(bytes, offset, count);
        }
        return count;
    }

    /** Of Servlet 6.1. */
    public int read(ByteBuffer buffer) throws IOException {
        ByteBuffer filled = buffer.duplicate();
        int count = guarded(() -> NewerServlet.read(delegate, buffer));
        if (count > 0) {
            byte[] bytes = new byte[count];
            filled.get(bytes);
            recorder.request().write(bytes, 0, count);
        }
        return count;
    }

    @Override
    public int available() throws IOException {
        return delegate.available();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }

    @Override
    public boolean isFinished() {
        return delegate.isFinished();
    }

    @Override
    public boolean isReady() {
        return delegate.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        delegate.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                listener.onDataAvailable();
            }

            @Override
            public void onAllDataRead() throws IOException {
                listener.onAllDataRead();
            }

            @Override
            public void onError(Throwable failure) {
                recorder.failed(failure);
                listener.onError(failure);
            }
        });
    }
}
