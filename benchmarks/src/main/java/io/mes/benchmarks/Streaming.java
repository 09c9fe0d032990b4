package io.mes.benchmarks;

import io.mes.benchmarks.StreamingServer.ChunkCost;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the filter adds to each chunk of a stream that the application writes and flushes: the same stream through Jetty with
 * and without the filter, in turn.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.Streaming}
 */
final class Streaming {

    private static final String LINE = "%-9s %12s %12s %12s   %s%n";

    private final Samples nanos = new Samples();
    private final Samples bareNanos = new Samples();
    private final Samples cpu = new Samples();
    private final Samples bareCpu = new Samples();

    /** Measures; arguments are {@code rounds=}, {@code warmups=} and {@code events=} (a stream). */
    public static void main(String[] words) throws Exception {
        Arguments arguments = new Arguments(words, List.of("rounds", "warmups", "events"));
        new Streaming()
                .run(
                        arguments.number("rounds", 200),
                        arguments.number("warmups", 200),
                        arguments.number("events", 500),
                        System.out);
    }

    void run(int rounds, int warmUps, int events, PrintStream out) throws Exception {
        Path database = Files.createTempFile("mes-streaming", ".db");
        StorageConfig config =
                StorageConfig.builder(Dsn.parse("local", database.toString())).build();
        try (ConversationStore store = ConversationStore.open(config);
                StreamingServer server = new StreamingServer(store, events)) {
            for (int round = -warmUps; round < rounds; round++) {
                boolean bareFirst = round % 2 == 0;
                ChunkCost first = stream(server, bareFirst ? StreamingServer.BARE : StreamingServer.CAPTURED);
                ChunkCost second = stream(server, bareFirst ? StreamingServer.CAPTURED : StreamingServer.BARE);
                if (round >= 0) {
                    add(bareFirst ? second : first, bareFirst ? first : second);
                }
            }
        } finally {
            Files.deleteIfExists(database);
        }
        out.printf(
                "%d streams of %d chunks each way, after %d to warm up; medians in ns a chunk%n",
                rounds, events, warmUps);
        out.printf(LINE, "", "with", "without", "difference", "with / without");
        print(out, "clock", nanos, bareNanos);
        print(out, "processor", cpu, bareCpu);
    }

    private void add(ChunkCost captured, ChunkCost bare) {
        nanos.add(captured.nanos());
        bareNanos.add(bare.nanos());
        cpu.add(captured.cpuNanos());
        bareCpu.add(bare.cpuNanos());
    }

    private static void print(PrintStream out, String what, Samples with, Samples without) {
        out.printf(
                LINE,
                what,
                whole(with.median()),
                whole(without.median()),
                whole(with.median() - without.median()),
                with.dividedBy(without).summary());
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static ChunkCost stream(StreamingServer server, String path) throws Exception {
        byte[] body = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // What the answer says does not matter here.
            }
        }
        return server.cost();
    }
}
