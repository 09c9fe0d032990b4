package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.parse.ExchangeParser;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Placing an exchange in its conversation, with so many messages of history, as {@link Placing} says; and, to compare,
 * parsing the same exchange, which comes before, and only decoding the texts of its request. Read the ratios.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ThreadingBenchmark {

    private static final int SEED = 20261122;
    private static final Instant DAY = Instant.parse("2026-11-22T12:00:00Z");

    /** Messages before the question. */
    @Param({"2", "20", "100"})
    public int history;

    private final ExchangeParser parser = new ExchangeParser(16 << 20);
    private @Nullable Placing placing;
    private byte[] request = {};

    /** Makes the conversation. */
    @Setup
    public void prepare() {
        placing = new Placing(SEED, DAY, history / 2);
        request = placing.chat().exchange().request().toByteArray();
    }

    private Placing placing() {
        return Objects.requireNonNull(placing);
    }

    /** The request names its conversation. */
    @Benchmark
    public long named() {
        return placing().place(true);
    }

    /** The conversation is found by what the request sends again. */
    @Benchmark
    public long inferred() {
        return placing().place(false);
    }

    /** Parses it. */
    @Benchmark
    public Chat parse() {
        return parser.parse(placing().chat().exchange());
    }

    /** Decodes the texts of its request. */
    @Benchmark
    public long tokenise() {
        return Tokens.ofJson(request);
    }
}
