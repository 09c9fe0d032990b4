package io.mes.benchmarks.gateway;

import io.mes.benchmarks.Arguments;
import io.mes.benchmarks.Samples;
import io.mes.benchmarks.gateway.OpenLoop.Seen;
import io.mes.storage.engine.Directories;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a gateway takes to start, and the memory it takes at rest and under many streams at once, with MES and without, in
 * turn.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.gateway.Footprint}
 */
public final class Footprint {

    private static final String LINE = "%-30s %22s %22s   %s%n";

    /** Streams begun a second. */
    private static final int RATE = 200;

    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final int streams;
    private final Duration pause;
    private final PrintStream out;

    /** A measurement with so many streams at once. */
    Footprint(int streams, Duration pause, PrintStream out) {
        this.streams = streams;
        this.pause = pause;
        this.out = out;
    }

    /** Measures; arguments are {@code streams=}, {@code pause=} (milliseconds) and {@code rounds=}. */
    public static void main(String[] words) throws Exception {
        Arguments arguments = new Arguments(words, List.of("streams", "pause", "rounds"));
        // Each stream lasts a minute and more, unless asked otherwise, so that all are under way at one time.
        Duration pause = Duration.ofMillis(arguments.number("pause", 1000));
        new Footprint(arguments.number("streams", 1000), pause, System.out).run(arguments.number("rounds", 3));
    }

    /** What one gateway took, in one round. */
    private static final class Taken {
        private final Samples start = new Samples();
        private final Samples residentAtRest = new Samples();
        private final Samples heapAtRest = new Samples();
        private final Samples residentBusy = new Samples();
        private final Samples heapBusy = new Samples();
    }

    void run(int rounds) throws IOException, InterruptedException {
        Taken none = new Taken();
        Taken mes = new Taken();
        for (int round = 0; round < rounds; round++) {
            measure(Peer.NONE, none);
            measure(Peer.MES, mes);
        }
        out.printf("medians of %d rounds (smallest, largest); %d streams at once%n", rounds, streams);
        out.printf(LINE, "", "without", "with MES", "with / without");
        print("start, ms", mes.start, none.start);
        print("resident at rest, MB", mes.residentAtRest, none.residentAtRest);
        print("heap at rest, MB", mes.heapAtRest, none.heapAtRest);
        print("resident under streams, MB", mes.residentBusy, none.residentBusy);
        print("heap under streams, MB", mes.heapBusy, none.heapBusy);
    }

    private void print(String what, Samples with, Samples without) {
        out.printf(
                Locale.ROOT,
                LINE,
                what,
                without.summary(),
                with.summary(),
                with.dividedBy(without).summary());
    }

    private void measure(Peer peer, Taken taken) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("mes-footprint");
        try (Upstream upstream = new Upstream(pause);
                OpenLoop driver = new OpenLoop();
                GatewayProcess gateway = new GatewayProcess(peer, Relay.ASYNC, upstream.address(), directory)) {
            taken.start.add((double) gateway.startUp().toMillis());
            // So that both have loaded what a first request needs.
            driver.run(gateway.chats(), Talk.PLAIN, RATE, Duration.ofSeconds(1));
            Memory atRest = gateway.memory();
            taken.residentAtRest.add(atRest.resident());
            taken.heapAtRest.add(atRest.heap());
            CompletableFuture<Seen> seen = CompletableFuture.supplyAsync(
                    () -> driver.run(gateway.chats(), Talk.STREAMED, RATE, Duration.ofMillis(1000L * streams / RATE)));
            while (upstream.streams() < streams) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            Memory busy = gateway.memory();
            if (seen.isDone()) {
                throw new IllegalStateException("The first streams had ended before the last began");
            }
            taken.residentBusy.add(busy.resident());
            taken.heapBusy.add(busy.heap());
            seen.join();
        } finally {
            Directories.delete(directory);
        }
    }
}
