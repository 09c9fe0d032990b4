package io.mes.storage.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A way to a server on which things go wrong. Passes everything on at first. */
public final class FaultProxy implements AutoCloseable {

    private static final int CHUNK = 1 << 14;

    private final InetAddress host = InetAddress.getLoopbackAddress();
    private final int target;
    private final int port;
    private final Random random = new Random(7);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ServerSocket listener;
    private volatile boolean hanging;
    private volatile long delayNanos;
    private volatile double resetShare;

    /** A way to a port of this machine. */
    public FaultProxy(int target) throws IOException {
        this.target = target;
        ServerSocket first = new ServerSocket(0, 50, host);
        this.port = first.getLocalPort();
        listen(first);
    }

    /** Where it begins. */
    public int port() {
        return port;
    }

    private void listen(ServerSocket socket) {
        listener = socket;
        start(() -> {
            while (true) {
                connect(socket.accept());
            }
        });
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(host, target));
        } catch (IOException down) {
            reset(client);
            return;
        }
        open.add(client);
        open.add(server);
        start(() -> pass(client, server));
        start(() -> pass(server, client));
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (isReset()) {
                    reset(from);
                    reset(to);
                    return;
                }
                LockSupport.parkNanos(delayNanos);
                while (hanging) {
                    LockSupport.parkNanos(1_000_000);
                    if (from.isClosed()) {
                        return;
                    }
                }
                out.write(chunk, 0, count);
            }
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private boolean isReset() {
        synchronized (random) {
            return random.nextDouble() < resetShare;
        }
    }

    private static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    /** Resets all connections. */
    public void cut() throws IOException {
        for (Socket socket : open) {
            try {
                reset(socket);
            } catch (IOException closedMeanwhile) {
                // As it should be.
            }
        }
    }

    /** Takes no more connections, and resets those there are. */
    public void refuse() throws IOException {
        ServerSocket socket = listener;
        if (socket != null) {
            socket.close();
        }
        cut();
    }

    /** Takes connections and bytes, and passes nothing on. */
    public void hang() {
        hanging = true;
    }

    /** Passes each chunk on so much later. */
    public void delay(long millis) {
        delayNanos = millis * 1_000_000;
    }

    /** Resets a connection instead of passing a chunk on, with this probability. */
    public void resets(double share) {
        resetShare = share;
    }

    /** Passes everything on again; what hung is reset. */
    public void heal() throws IOException {
        delayNanos = 0;
        resetShare = 0;
        ServerSocket socket = listener;
        if (hanging) {
            cut();
            hanging = false;
        }
        if (socket == null || socket.isClosed()) {
            listen(new ServerSocket(port, 50, host));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException over) {
                // One side has ended the connection, or we have.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        refuse();
    }
}
