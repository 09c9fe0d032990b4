package io.mes.benchmarks.gateway;

import io.mes.benchmarks.Samples;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What each peer cost in rounds that took turns, and how that compares to a gateway that records nothing. */
final class EndToEndTable {

    private static final String LINE = "%-8s %10s %10s %10s %8s %9s %8s %8s   %-18s %-18s%n";

    private final Map<Peer, List<Round>> rounds;

    /** A table of rounds, among them those of {@link Peer#NONE}, as many of each peer. */
    EndToEndTable(Map<Peer, List<Round>> rounds) {
        this.rounds = rounds;
    }

    /** The ratios to the rounds that record nothing, one by one. */
    Samples ratio(Peer peer, ToDoubleFunction<Round> value) {
        return samples(peer, value).dividedBy(samples(Peer.NONE, value));
    }

    private Samples samples(Peer peer, ToDoubleFunction<Round> value) {
        Samples samples = new Samples();
        rounds.getOrDefault(peer, List.of()).forEach(round -> samples.add(value.applyAsDouble(round)));
        return samples;
    }

    void print(PrintStream out) {
        out.println(
                "per request, medians of the rounds; the ratios are medians of the rounds' ratios (smallest, largest)");
        out.printf(
                LINE,
                "recorded",
                "requests",
                "recording",
                "process",
                "memory",
                "1st byte",
                "p50",
                "p99",
                "requests / none",
                "p99 / none");
        out.printf(LINE, "by", "µs CPU", "µs CPU", "µs CPU", "KB", "p50 ms", "ms", "ms", "", "");
        for (Peer peer : rounds.keySet()) {
            out.printf(
                    LINE,
                    peer,
                    median(peer, Round::requestMicros),
                    median(peer, Round::recordingMicros),
                    median(peer, Round::processMicros),
                    median(peer, Round::kilobytes),
                    median(peer, Round::firstMillis),
                    median(peer, Round::medianMillis),
                    median(peer, Round::p99Millis),
                    ratio(peer, Round::requestMicros).summary(),
                    ratio(peer, Round::p99Millis).summary());
        }
    }

    private String median(Peer peer, ToDoubleFunction<Round> value) {
        return String.format(Locale.ROOT, "%.2f", samples(peer, value).median());
    }
}
