package io.mes.all;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A servlet container as its makers pack it, in a process of its own, at a port that it finds itself. */
final class ServerProcess implements AutoCloseable {

    private static final int SIGTERM_EXIT = 143;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final String last;
    private final Process process;
    private final Thread reader = new Thread(this::read, "server-log");

    /**
     * Starts it.
     *
     * @param last what it says when it has started
     */
    ServerProcess(ProcessBuilder command, String last) throws IOException, InterruptedException {
        this.last = last;
        process = command.redirectErrorStream(true).start();
        reader.setDaemon(true);
        reader.start();
        if (!started.await(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The server does not start: " + log);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                if (line.contains(last)) {
                    started.countDown();
                }
            }
        } catch (IOException e) {
            log.add(e.toString());
        }
    }

    /**
     * Where it listens.
     *
     * @param said how it says so, with the port as a group
     */
    int port(Pattern said) {
        for (String line : log) {
            Matcher port = said.matcher(line);
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
        }
        throw new IllegalStateException("The server does not say its port: " + log);
    }

    /** What it has said. */
    List<String> log() {
        return log;
    }

    /** Has it stop in order, and waits until it has said its last. */
    void stop() throws InterruptedException {
        // The process itself would close what it is read from.
        process.toHandle().destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != SIGTERM_EXIT) {
            throw new IllegalStateException("The server does not stop: " + log);
        }
        reader.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
