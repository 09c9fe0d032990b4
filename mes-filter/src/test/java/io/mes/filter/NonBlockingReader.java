package io.mes.filter;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads a request as it comes, then goes on with all that was read. A failure completes. */
final class NonBlockingReader implements ReadListener {

    private final AsyncContext async;
    private final ServletInputStream in;
    private final Consumer<byte[]> next;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    private NonBlockingReader(AsyncContext async, ServletInputStream in, Consumer<byte[]> next) {
        this.async = async;
        this.in = in;
        this.next = next;
    }

    static void start(AsyncContext async, Consumer<byte[]> next) throws IOException {
        ServletInputStream in = async.getRequest().getInputStream();
        in.setReadListener(new NonBlockingReader(async, in, next));
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] buffer = new byte[8];
        while (in.isReady() && !in.isFinished()) {
            int count = in.read(buffer);
            if (count > 0) {
                read.write(buffer, 0, count);
            }
        }
    }

    @Override
    public void onAllDataRead() {
        next.accept(read.toByteArray());
    }

    @Override
    public void onError(Throwable failure) {
        async.complete();
    }
}
