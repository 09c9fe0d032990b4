package io.mes.benchmarks;

import io.mes.storage.engine.TestEngine;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * Rows a second into each engine in three ways: by the writer, with conversations and usage; by a hand-written loop that
 * inserts the same rows and does nothing else; and by the same INSERT row by row with autocommit. Read the ratios.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.Throughput}
 */
final class Throughput {

    private static final String LINE = "%-11s %13s %13s %13s   %-20s %-22s %15s %15s%n";

    private final int rounds;
    private final int warmUps;
    private final int autocommitRows;
    private final ThroughputLoad load;
    private final PrintStream out;

    /**
     * A measurement that has not run yet.
     *
     * @param warmUps rounds before those that count
     * @param autocommitRows how many rows are enough for the slow way
     */
    Throughput(int rounds, int warmUps, int exchanges, int autocommitRows, PrintStream out) {
        this.rounds = rounds;
        this.warmUps = warmUps;
        this.load = ThroughputLoad.of(exchanges);
        this.autocommitRows = Math.min(autocommitRows, load.rows());
        this.out = out;
    }

    /** Measures; arguments are {@code engines=}, {@code rounds=}, {@code exchanges=}, {@code autocommit=} (rows). */
    public static void main(String[] words) throws SQLException {
        Arguments arguments = new Arguments(words, List.of("rounds", "warmups", "exchanges", "autocommit"));
        List<TestEngine> engines = arguments.engines();
        Arguments.startServers(engines);
        Throughput throughput = new Throughput(
                arguments.number("rounds", 7),
                arguments.number("warmups", 2),
                arguments.number("exchanges", 10_000),
                arguments.number("autocommit", 1_000),
                System.out);
        throughput.printHead();
        for (TestEngine engine : engines) {
            throughput.measure(engine);
        }
    }

    void printHead() {
        out.printf("%s; %d rounds after %d to warm up%n", load, rounds, warmUps);
        out.printf("rows/s are medians, ratios medians of the rounds' (with the smallest and largest), CPU is the"
                + " client's in ms per 1,000 rows: of the writing thread (of the process)%n%n");
        out.printf(
                LINE,
                "engine",
                "writer rows/s",
                "loop rows/s",
                "autocommit",
                "writer / loop",
                "writer / autocommit",
                "CPU writer",
                "CPU loop");
    }

    /** Measures one engine and prints a line of it. */
    ThroughputResult measure(TestEngine engine) throws SQLException {
        ThroughputResult result = new ThroughputRounds(engine, load, autocommitRows).run(warmUps, rounds);
        Samples writer = result.rowsPerSecond(Way.WRITER);
        Samples loop = result.rowsPerSecond(Way.LOOP);
        Samples autocommit = result.rowsPerSecond(Way.AUTOCOMMIT);
        out.printf(
                LINE,
                engine,
                whole(writer),
                whole(loop),
                whole(autocommit),
                writer.dividedBy(loop).summary(),
                writer.dividedBy(autocommit).summary(),
                cpu(result, Way.WRITER),
                cpu(result, Way.LOOP));
        return result;
    }

    private static String whole(Samples samples) {
        return String.format(Locale.ROOT, "%,.0f", samples.median());
    }

    private static String cpu(ThroughputResult result, Way way) {
        return String.format(
                Locale.ROOT,
                "%.1f (%.1f)",
                result.threadMillis(way).median(),
                result.processMillis(way).median());
    }

    /** How rows are written. */
    enum Way {
        WRITER,
        LOOP,
        AUTOCOMMIT
    }
}
