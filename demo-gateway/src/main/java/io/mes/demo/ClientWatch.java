package io.mes.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Notices clients that go away while nothing is sent to them.
 *
 * <p>An HTTP/1.1 server does not read while a request is being answered, so it learns that the client has gone only from
 * the next write; a model that thinks for minutes would think for nobody. One thread waits for the end of all watched
 * connections at once. It reads nothing: what a client may send ahead stays for the server.
 */
final class ClientWatch implements AutoCloseable {

    private record Watched(SocketChannel client, Runnable onGone) {}

    private final Selector selector;
    private final Queue<Watched> added = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "client-watch");

    ClientWatch() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Watches a connection until it ends, the client sends something, or the request is {@linkplain #forget over}.
     *
     * @param onGone called on the watching thread, at most once
     */
    void watch(SocketChannel client, Runnable onGone) {
        added.add(new Watched(client, onGone));
        selector.wakeup();
    }

    /** Ends the watch over a connection, whose server is about to read from it again. */
    void forget(SocketChannel client) {
        SelectionKey key = selector.isOpen() ? client.keyFor(selector) : null;
        if (key != null) {
            key.cancel();
            selector.wakeup();
        }
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ended);
                register();
            }
        } catch (IOException | ClosedSelectorException closed) {
            // The gateway has stopped.
        }
    }

    private void register() throws IOException {
        Watched watched;
        while ((watched = added.poll()) != null) {
            try {
                watched.client.register(selector, SelectionKey.OP_READ, watched.onGone);
            } catch (ClosedChannelException gone) {
                watched.onGone.run();
            } catch (CancelledKeyException forgottenJustNow) {
                // Selecting takes the old registration out.
                selector.selectNow(this::ended);
                added.add(watched);
            }
        }
    }

    /** There is something to read: either bytes, which are none of our business, or the end. */
    private void ended(SelectionKey key) {
        key.cancel();
        boolean gone;
        try {
            gone = ((SocketChannel) key.channel()).socket().getInputStream().available() == 0;
        } catch (IOException broken) {
            gone = true;
        }
        if (gone) {
            ((Runnable) key.attachment()).run();
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
