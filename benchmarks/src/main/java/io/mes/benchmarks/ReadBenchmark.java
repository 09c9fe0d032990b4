package io.mes.benchmarks;

import io.mes.storage.engine.TestEngine;
import java.sql.SQLException;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A page of 50 messages of a long conversation, a list of 20 conversations, and statistics, on each engine: asked of
 * {@code QueryService}, and as plain SELECTs over a connection that stays open. Read the ratios. {@link Scale} tells how these
 * grow with the days.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ReadBenchmark {

    private static final ScaleLoad LOAD = new ScaleLoad(1, 100, 500);

    /** What is asked; with none said, each of them. */
    @Param
    public TestEngine engine = TestEngine.SQLITE;

    private @Nullable ScaleSide side;
    private @Nullable PlainQueries plain;

    /** Fills a database, and makes sure that both ways tell the same. */
    @Setup
    public void fill() throws SQLException {
        if (engine != TestEngine.SQLITE) {
            Arguments.startServers(List.of(engine));
        }
        ScaleSide filled = ScaleSide.fill(engine, LOAD, 1);
        side = filled;
        plain = new PlainQueries(filled.database());
        requireSame(page(), selectPage());
        requireSame(conversations(), selectConversations());
        requireSame(statistics(), selectStatistics());
    }

    private static void requireSame(long asked, long selected) {
        if (asked != selected || asked == 0) {
            throw new IllegalStateException("Found were " + asked + ", but selected " + selected);
        }
    }

    /** Removes it. */
    @TearDown
    public void close() throws SQLException {
        plain().close();
        side().close();
    }

    private ScaleSide side() {
        return Objects.requireNonNull(side);
    }

    private PlainQueries plain() {
        return Objects.requireNonNull(plain);
    }

    /** The first page. */
    @Benchmark
    public long page() {
        return side().page(ScaleLoad.OF_LONG, null);
    }

    /** The same by hand. */
    @Benchmark
    public long selectPage() throws SQLException {
        return plain().page(ScaleLoad.OF_LONG, ScaleLoad.READ, ScaleSide.PAGE).size();
    }

    /** The list. */
    @Benchmark
    public long conversations() {
        return side().list(ScaleLoad.OF_EVERY_DAY);
    }

    /** The same by hand. */
    @Benchmark
    public long selectConversations() throws SQLException {
        return plain().conversations(ScaleLoad.OF_EVERY_DAY, ScaleSide.LIST).size();
    }

    /** The statistics. */
    @Benchmark
    public long statistics() {
        return side().stats(ScaleLoad.OF_EVERY_DAY);
    }

    /** The sums by hand. */
    @Benchmark
    public long selectStatistics() throws SQLException {
        return Math.min(1, plain().sums(ScaleLoad.OF_EVERY_DAY).messages());
    }
}
