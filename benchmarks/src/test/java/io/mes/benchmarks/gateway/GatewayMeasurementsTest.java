package io.mes.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that the measurements of whole gateways run: requests are answered and recorded by each peer. Measures nothing. */
@Timeout(300)
final class GatewayMeasurementsTest {

    private static final Duration TIME = Duration.ofSeconds(1);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void shouldMeasureEveryPeer() throws Exception {
        try (EndToEnd measurement = new EndToEnd(Relay.BLOCKING, List.of(Peer.values()), Duration.ZERO)) {
            for (Talk talk : Talk.values()) {
                requireResults(measurement.run(talk, 20, TIME, 0, 2), List.of(Peer.values()));
            }
        }
    }

    @Test
    void shouldMeasureAnAsynchronousGateway() throws Exception {
        List<Peer> peers = List.of(Peer.NONE, Peer.MES);
        try (EndToEnd measurement = new EndToEnd(Relay.ASYNC, peers, Duration.ofMillis(1))) {
            requireResults(measurement.run(Talk.STREAMED, 10, TIME, 1, 1), peers);
        }
    }

    private void requireResults(Map<Peer, List<Round>> results, List<Peer> peers) {
        new EndToEndTable(results).print(out);

        assertThat(results).containsOnlyKeys(peers);
        assertThat(results.values())
                .allSatisfy(rounds -> assertThat(rounds)
                        .allSatisfy(round -> assertThat(round.requestMicros()).isPositive()));
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("p99 / none", "none", "MES");
    }

    @Test
    void shouldMeasureTheFootprint() throws Exception {
        new Footprint(40, Duration.ofMillis(50), out).run(1);

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("40 streams", "heap under streams");
    }

    @Test
    void shouldTellWorkInALine() {
        Work work = new Work(1, 2, 3, 4, 5);

        assertThat(Work.ofLine(work.toLine())).isEqualTo(work);
        assertThat(new Work(2, 4, 6, 8, 10).since(work)).isEqualTo(work);
    }

    @Test
    void shouldStreamInAsManyChunksAsItSays() {
        assertThat(Talk.STREAMED.answer()).hasSize(Talk.CHUNKS);
        assertThat(Talk.PLAIN.answer())
                .hasSize(1)
                .allSatisfy(body -> assertThat(body.remaining()).isBetween(1950, 2150));
        assertThat(Talk.PLAIN.request(7).length()).isBetween(1950, 2150);
    }
}
