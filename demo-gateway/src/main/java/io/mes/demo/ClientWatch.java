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
     * The watch over one connection during one request. It must be over before the server reads from the connection again:
     * bytes that the server takes while the watch looks would seem to be none.
     */
    static final class Watched {

        private final SocketChannel client;
        private final Runnable onGone;
        private boolean over;

        /**
         * A watch that has not begun.
         *
         * @param onGone called on the watching thread, at most once
         */
        Watched(SocketChannel client, Runnable onGone) {
            this.client = client;
            this.onGone = onGone;
        }

        /** Ends the watch, or keeps it from beginning. When this returns, the watch looks no more. */
        synchronized void end() {
            over = true;
        }

        private synchronized boolean isOver() {
            return over;
        }

        /** Called when there is something to read: bytes, which are none of our business, or the end. */
        private synchronized boolean isGone() {
            if (over) {
                return false;
            }
            over = true;
            try {
                return client.socket().getInputStream().available() == 0;
            } catch (IOException broken) {
                return true;
            }
        }
    }

    /** Begins a watch, which lasts until the client goes, sends something, or the watch is {@link Watched#end ended}. */
    void begin(Watched watched) {
        added.add(watched);
        selector.wakeup();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(ClientWatch::look);
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
                if (!watched.isOver()) {
                    // A watch that is over may still be registered; this one takes its place.
                    watched.client.register(selector, SelectionKey.OP_READ, watched);
                }
            } catch (ClosedChannelException gone) {
                watched.onGone.run();
            } catch (CancelledKeyException cancelledJustNow) {
                // Selecting takes the old registration out.
                selector.selectNow(ClientWatch::look);
                added.add(watched);
            }
        }
    }

    private static void look(SelectionKey key) {
        key.cancel();
        Watched watched = (Watched) key.attachment();
        if (watched.isGone()) {
            watched.onGone.run();
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
