package io.mes.benchmarks.gateway;

import io.mes.benchmarks.Arguments;
import io.mes.benchmarks.gateway.OpenLoop.Seen;
import io.mes.storage.engine.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What recording costs a gateway: requests at a fixed rate through the same gateway with nothing that records, with MES, and
 * with what people use in a servlet container instead. Each is a process of its own; they take turns. Read the ratios.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.gateway.EndToEnd}
 */
public final class EndToEnd implements AutoCloseable {

    private static final int LOOKS = 100;
    private static final long LOOK_AGAIN_NANOS = 100_000_000;

    private final Upstream upstream;
    private final OpenLoop driver = new OpenLoop();
    private final Path directory;
    private final List<GatewayProcess> gateways = new ArrayList<>();

    /** Starts a gateway for each peer. */
    EndToEnd(Relay relay, List<Peer> peers, Duration pause) throws IOException {
        this.upstream = new Upstream(pause);
        this.directory = Files.createTempDirectory("mes-end-to-end");
        for (Peer peer : peers) {
            gateways.add(new GatewayProcess(peer, relay, upstream.address(), directory));
        }
    }

    /**
     * Measures.
     *
     * @param words {@code rate=} and {@code streams=} (requests a second, plain and streamed; 0 leaves them out), {@code seconds=} (a round),
     *     {@code warmups=}, {@code rounds=}, {@code pause=} (milliseconds between the chunks of a stream)
     */
    public static void main(String[] words) throws Exception {
        Arguments arguments = new Arguments(words, List.of("rate", "streams", "seconds", "warmups", "rounds", "pause"));
        Duration time = Duration.ofSeconds(arguments.number("seconds", 8));
        Duration pause = Duration.ofMillis(arguments.number("pause", 5));
        int warmUps = arguments.number("warmups", 4);
        int rounds = arguments.number("rounds", 9);
        for (Relay relay : Relay.values()) {
            List<Peer> peers = relay == Relay.BLOCKING ? List.of(Peer.values()) : List.of(Peer.NONE, Peer.MES);
            try (EndToEnd measurement = new EndToEnd(relay, peers, pause)) {
                for (Talk talk : Talk.values()) {
                    int rate = arguments.number(talk == Talk.PLAIN ? "rate" : "streams", talk == Talk.PLAIN ? 300 : 15);
                    if (rate == 0) {
                        continue;
                    }
                    System.out.printf("%n%s, %s relay, %d/s, rounds of %s%n", talk, relay, rate, time);
                    new EndToEndTable(measurement.run(talk, rate, time, warmUps, rounds)).print(System.out);
                }
            }
        }
    }

    /** Runs rounds of which only the last ones count. */
    Map<Peer, List<Round>> run(Talk talk, double perSecond, Duration time, int warmUps, int rounds)
            throws IOException, InterruptedException {
        Map<Peer, List<Round>> results = new EnumMap<>(Peer.class);
        List<GatewayProcess> order = new ArrayList<>(gateways);
        for (int round = -warmUps; round < rounds; round++) {
            for (GatewayProcess gateway : order) {
                Round result = round(gateway, talk, perSecond, time);
                if (round >= 0) {
                    results.computeIfAbsent(gateway.peer(), peer -> new ArrayList<>())
                            .add(result);
                }
            }
            Collections.rotate(order, 1);
        }
        return results;
    }

    private Round round(GatewayProcess gateway, Talk talk, double perSecond, Duration time)
            throws IOException, InterruptedException {
        Work before = gateway.work();
        Seen seen = driver.run(gateway.chats(), talk, perSecond, time);
        Work work = gateway.work().since(before);
        for (int i = 0; i < LOOKS && !isWhole(gateway.peer(), seen, work); i++) {
            // The client has its answer before the record is written, or even begun.
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            work = gateway.work().since(before);
        }
        if (seen.failed() > 0 || !isWhole(gateway.peer(), seen, work)) {
            throw new IllegalStateException(gateway.peer() + ": of " + seen.requests() + " requests " + seen.failed()
                    + " failed, and " + work.recorded() + " were recorded");
        }
        return Round.of(seen, work);
    }

    private static boolean isWhole(Peer peer, Seen seen, Work work) {
        return peer == Peer.NONE || work.recorded() == seen.requests();
    }

    /** Ends the gateways, and removes what they recorded. */
    @Override
    public void close() throws IOException {
        for (GatewayProcess gateway : gateways) {
            gateway.close();
        }
        driver.close();
        upstream.close();
        Directories.delete(directory);
    }
}
