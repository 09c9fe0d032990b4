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
    private final Runnable whenSome;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    private NonBlockingReader(AsyncContext async, ServletInputStream in, Consumer<byte[]> next, Runnable whenSome) {
        this.whenSome = whenSome;
        this.async = async;
        this.in = in;
        this.next = next;
    }

    static void start(AsyncContext async, Consumer<byte[]> next) throws IOException {
        start(async, next, () -> {});
    }

    /** Says when some of the request has been read. */
    static void start(AsyncContext async, Runnable whenSome) throws IOException {
        start(async, read -> async.complete(), whenSome);
    }

    private static void start(AsyncContext async, Consumer<byte[]> next, Runnable whenSome) throws IOException {
        ServletInputStream in = async.getRequest().getInputStream();
        in.setReadListener(new NonBlockingReader(async, in, next, whenSome));
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] buffer = new byte[8];
        while (in.isReady() && !in.isFinished()) {
            int count = in.read(buffer);
            if (count > 0) {
                read.write(buffer, 0, count);
                whenSome.run();
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
