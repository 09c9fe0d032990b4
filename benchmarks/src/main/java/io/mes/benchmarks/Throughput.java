package io.mes.benchmarks;

import io.mes.storage.engine.TestEngine;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * Rows a second into each engine in several ways: by a whole store, from captured exchanges on; by its writer alone, from
 * parsed chats on; by that with {@code MES_COMPLETIONS_ENABLED}; by a hand-written loop that inserts the same rows and does
 * nothing else; by Log4j2's JDBC appender behind
 * its asynchronous one, with a buffer and without; and by the same INSERT row by row with autocommit. Read the ratios.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.Throughput}
 */
final class Throughput {

    private static final String LINE = "%-11s %-16s %9s   %-18s %-18s %-18s %-22s %-20s %15s%n";

    private final int rounds;
    private final int warmUps;
    private final int autocommitRows;
    private final ThroughputLoad load;
    private final PrintStream out;

    /**
     * A measurement that has not run yet.
     *
     * @param warmUps rounds before those that count
     * @param autocommitRows how many rows are enough for the slow ways
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
                + " client's in ms per 1,000 rows: of the thread that hands the rows over (of the process)%n%n");
        out.printf(
                LINE,
                "engine",
                "way",
                "rows/s",
                "way / loop",
                "way / writer",
                "way / log4j",
                "way / log4j unbuffered",
                "way / autocommit",
                "CPU");
    }

    /** Measures one engine and prints a line for each way. */
    ThroughputResult measure(TestEngine engine) throws SQLException {
        ThroughputResult result = new ThroughputRounds(engine, load, autocommitRows).run(warmUps, rounds);
        for (Way way : Way.values()) {
            out.printf(
                    LINE,
                    engine,
                    way.name().toLowerCase(Locale.ROOT),
                    String.format(
                            Locale.ROOT, "%,.0f", result.rowsPerSecond(way).median()),
                    ratio(result, way, Way.LOOP),
                    ratio(result, way, Way.WRITER),
                    ratio(result, way, Way.LOG4J),
                    ratio(result, way, Way.LOG4J_UNBUFFERED),
                    ratio(result, way, Way.AUTOCOMMIT),
                    cpu(result, way));
        }
        return result;
    }

    private static String ratio(ThroughputResult result, Way way, Way other) {
        return result.rowsPerSecond(way).dividedBy(result.rowsPerSecond(other)).summary();
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
        PIPELINE,
        WRITER,
        COMPLETIONS,
        LOOP,
        LOG4J,
        LOG4J_UNBUFFERED,
        AUTOCOMMIT
    }
}
