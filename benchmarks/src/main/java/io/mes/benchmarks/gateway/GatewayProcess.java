package io.mes.benchmarks.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A {@link MeasuredGateway} in a process of its own. */
final class GatewayProcess implements AutoCloseable {

    private static final int END_SECONDS = 30;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Peer peer;
    private final Process process;
    private final String address;
    private final Duration startUp;

    /** Starts one; it listens when this returns. */
    GatewayProcess(Peer peer, Relay relay, String upstream, Path directory) throws IOException {
        this.peer = peer;
        long begun = System.nanoTime();
        this.process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeasuredGateway.class.getName(),
                        peer.name(),
                        relay.name(),
                        upstream,
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        this.address = "http://127.0.0.1:" + Objects.requireNonNull(out.readLine(), "The gateway did not start");
        this.startUp = Duration.ofNanos(System.nanoTime() - begun);
    }

    Peer peer() {
        return peer;
    }

    /** Where chats are posted to. */
    URI chats() {
        return URI.create(address + "/v1/chat/completions");
    }

    /** What it has done, as soon as all that has ended is recorded. */
    Work work() throws IOException, InterruptedException {
        return Work.ofLine(told(MeasuredGateway.WORK));
    }

    /** What it takes, garbage not among it. */
    Memory memory() throws IOException, InterruptedException {
        return Memory.ofLine(told(MeasuredGateway.MEMORY));
    }

    private String told(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    /** How long it took from the start of the process until it listened. */
    Duration startUp() {
        return startUp;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
