package io.mes.benchmarks;

import io.mes.storage.engine.TestEngine;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What questions cost in a database of one day and in one of many, each day with the same traffic, and what a page deep in
 * a long conversation costs. Read the ratios.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.Scale}
 */
final class Scale {

    private static final String LINE = "%-11s %-46s %12s %12s %9s %14s%n";

    private final ScaleLoad load;
    private final int connections;
    private final int repetitions;
    private final PrintStream out;

    /**
     * A measurement that has not run yet.
     *
     * @param connections how many connections to each database are asked
     * @param repetitions how often each question is asked of each of them
     */
    Scale(ScaleLoad load, int connections, int repetitions, PrintStream out) {
        this.load = load;
        this.connections = connections;
        this.repetitions = repetitions;
        this.out = out;
    }

    /**
     * Measures; arguments are {@code engines=}, {@code days=}, {@code exchanges=} (a day), {@code messages=} (of the long
     * conversation), {@code connections=}, {@code repetitions=} (of each connection).
     */
    public static void main(String[] words) throws SQLException {
        Arguments arguments =
                new Arguments(words, List.of("days", "exchanges", "messages", "connections", "repetitions"));
        List<TestEngine> engines = arguments.engines();
        Arguments.startServers(engines);
        ScaleLoad load = new ScaleLoad(
                arguments.number("days", 400),
                arguments.number("exchanges", 200),
                arguments.number("messages", 10_000));
        Scale scale =
                new Scale(load, arguments.number("connections", 30), arguments.number("repetitions", 20), System.out);
        scale.printHead();
        for (TestEngine engine : engines) {
            scale.measure(engine);
        }
    }

    void printHead() {
        out.printf(
                "%s; every question asked %,d times of each of %,d connections to each database, in turn%n",
                load, repetitions, connections);
        out.printf("times are means of the connections' medians in \u00b5s; * marks what is to stay within 1.5%n%n");
        out.printf(LINE, "engine", "question", "1 day", load.days() + " days", "ratio", "to first page");
    }

    /** Measures one engine and prints its lines. */
    List<ScaleResult> measure(TestEngine engine) throws SQLException {
        List<ScaleResult> results;
        try (ScaleSide small = ScaleSide.fill(engine, load, 1);
                ScaleSide large = ScaleSide.fill(engine, load, load.days())) {
            results = new ScaleRounds(small, large).run(connections, repetitions);
        }
        double firstPage = results.stream()
                .filter(result -> result.question() == ScaleQuestion.FIRST_PAGE)
                .mapToDouble(ScaleResult::large)
                .sum();
        results.forEach(result -> print(engine, result, firstPage));
        return results;
    }

    private void print(TestEngine engine, ScaleResult result, double firstPage) {
        out.printf(
                LINE,
                engine,
                result.question(),
                whole(result.small()),
                whole(result.large()),
                ratio(result.ratio()) + (result.question().isPromised() ? "*" : " "),
                result.question().isDeep() ? ratio(result.large() / firstPage) + "*" : "");
    }

    private static String whole(double micros) {
        return String.format(Locale.ROOT, "%,.0f", micros);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
