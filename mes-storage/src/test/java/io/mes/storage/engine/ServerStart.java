package io.mes.storage.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts one server. */
final class ServerStart {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final TestEngine engine;
    private final Recipe recipe;
    private final Durability durability;

    ServerStart(TestEngine engine, Recipe recipe, Durability durability) {
        this.engine = engine;
        this.recipe = recipe;
        this.durability = durability;
    }

    /** Returns when the server lets itself be connected to. */
    RunningServer run() throws IOException, InterruptedException {
        return run(home -> {});
    }

    /** Likewise, with something done to its directory before there is anything in it. */
    RunningServer run(Preparation preparation) throws IOException, InterruptedException {
        requirePlatform();
        Path binaries = recipe.binaries();
        ServerHome home = ServerHome.create(engine, recipe.endingSignal(), durability);
        try {
            preparation.prepare(home);
            initialize(binaries, home);
            return new RunningServer(home, serve(binaries, home));
        } catch (IOException e) {
            home.close();
            throw e;
        }
    }

    /** What a server's directory needs. */
    interface Preparation {
        void prepare(ServerHome home) throws IOException;
    }

    private static void requirePlatform() throws IOException {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            throw new IOException("there are programs for Linux amd64 only, and this is " + platform);
        }
    }

    /** Has a server that has ended serve again, at the port where it was. */
    void serveAgain(ServerHome home, ServerAddress address, int port) throws IOException, InterruptedException {
        // What was killed may still be about to let go of its files.
        for (int attempt = 1; attempt <= 10; attempt++) {
            Process process = home.start(recipe.serve(recipe.binaries(), home, port, durability));
            if (answers(process, address, home)) {
                return;
            }
        }
        throw failure(home, "ended before it answered again");
    }

    /** Has a server serve again if it has ended; one that has not may still be recovering, and is waited for. */
    void serveAgainIfEnded(ServerHome home, ServerAddress address, int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(address)) {
            if (home.isDeserted()) {
                serveAgain(home, address, port);
                return;
            }
            if (System.nanoTime() > deadline) {
                throw failure(home, "neither answered nor ended within " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void initialize(Path binaries, ServerHome home) throws IOException, InterruptedException {
        Process process = home.start(recipe.initialize(binaries, home, durability));
        if (!endsWithin(PATIENCE, process) || process.exitValue() != 0) {
            throw failure(home, "could not make its data directory");
        }
    }

    private ServerAddress serve(Path binaries, ServerHome home) throws IOException, InterruptedException {
        // Another program may take the port before the server does.
        for (int attempt = 1; attempt <= 3; attempt++) {
            int port = freePort();
            Process process = home.start(recipe.serve(binaries, home, port, durability));
            ServerAddress address = ServerAddress.local(engine.engine(), port, ServerHome.USER, home.password());
            if (answers(process, address, home)) {
                return address;
            }
        }
        throw failure(home, "ended before it answered");
    }

    /** Whether the server has come up; it has not if it has ended. */
    private static boolean answers(Process process, ServerAddress address, ServerHome home)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!endsWithin(LOOK, process)) {
            if (answers(address)) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                throw failure(home, "did not answer within " + PATIENCE.toSeconds() + " s");
            }
        }
        return false;
    }

    private static boolean answers(ServerAddress address) {
        try {
            TestDatabase.connect(address.admin()).close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean endsWithin(Duration patience, Process process) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static IOException failure(ServerHome home, String finding) throws IOException {
        String said = home.said();
        return new IOException(finding + MissingLibrary.remedy(said) + "; it said:\n"
                + said.substring(Math.max(0, said.length() - 4000)).strip());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
