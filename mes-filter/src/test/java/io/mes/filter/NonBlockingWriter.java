package io.mes.filter;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a response in pieces whenever the container is ready, flushes each, then completes. A failure completes too. */
final class NonBlockingWriter implements WriteListener {

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final byte[] bytes;
    private final int piece;
    private int written;
    private boolean flushed = true;

    private NonBlockingWriter(AsyncContext async, ServletOutputStream out, byte[] bytes, int piece) {
        this.async = async;
        this.out = out;
        this.bytes = bytes;
        this.piece = piece;
    }

    static void start(AsyncContext async, byte[] bytes, int piece) {
        try {
            ServletOutputStream out = async.getResponse().getOutputStream();
            out.setWriteListener(new NonBlockingWriter(async, out, bytes, piece));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (!flushed) {
                flushed = true;
                out.flush();
            } else if (written == bytes.length) {
                async.complete();
                return;
            } else {
                int count = Math.min(piece, bytes.length - written);
                int from = written;
                written += count;
                flushed = false;
                out.write(bytes, from, count);
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        async.complete();
    }
}
