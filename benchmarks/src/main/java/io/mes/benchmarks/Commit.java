package io.mes.benchmarks;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.Directories;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long {@code MES_DURABILITY=commit} holds requests, by how many wait at once: they share transactions. Threads offer one
 * exchange after the other, each as soon as the one before is let go.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar io.mes.benchmarks.Commit}
 */
final class Commit {

    private static final String LINE = "%-11s %8s %14s %12s %12s   %s%n";
    private static final List<Integer> THREADS = List.of(1, 4, 16, 64);

    private final int exchanges;
    private final PrintStream out;

    /** A measurement with so many exchanges a thread. */
    Commit(int exchanges, PrintStream out) {
        this.exchanges = exchanges;
        this.out = out;
    }

    /** Measures; arguments are {@code engines=} and {@code exchanges=} (a thread). */
    public static void main(String[] words) throws Exception {
        Arguments arguments = new Arguments(words, List.of("exchanges"));
        List<TestEngine> engines = arguments.engines();
        Arguments.startServers(engines);
        Commit commit = new Commit(arguments.number("exchanges", 300), System.out);
        commit.printHead();
        for (TestEngine engine : engines) {
            commit.measure(engine);
        }
    }

    void printHead() {
        out.printf(
                "%d exchanges a thread, each waits for its commit; shares: exchanges/s against one thread's%n",
                exchanges);
        out.printf(LINE, "engine", "threads", "exchanges/s", "median ms", "p99 ms", "times one thread's");
    }

    /** Measures one engine; returns exchanges a second, by the number of threads in order. */
    List<Double> measure(TestEngine engine) throws Exception {
        List<Double> rates = new ArrayList<>();
        for (int threads : THREADS) {
            run(engine, threads, Math.max(1, exchanges / 10));
            long start = System.nanoTime();
            List<Double> waits = run(engine, threads, exchanges);
            rates.add(waits.size() * 1e9 / (System.nanoTime() - start));
            waits.sort(Comparator.naturalOrder());
            out.printf(
                    LINE,
                    engine,
                    threads,
                    String.format(Locale.ROOT, "%,.0f", rates.get(rates.size() - 1)),
                    millis(waits.get(waits.size() / 2)),
                    millis(waits.get(waits.size() * 99 / 100)),
                    String.format(Locale.ROOT, "%.1f", rates.get(rates.size() - 1) / rates.get(0)));
        }
        return rates;
    }

    private static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }

    private static List<Double> run(TestEngine engine, int threads, int exchanges) throws Exception {
        Path spool = Files.createTempDirectory("mes-commit");
        try (TestDatabase database = TestDatabase.create(engine);
                ConversationStore store = ConversationStore.open(StorageConfig.builder(database.dsn())
                        .durability(DurabilityConfig.DEFAULT
                                .withSpool(spool, 1 << 26)
                                .withCommit(Duration.ofSeconds(30)))
                        .build())) {
            List<Double> waits = offer(store, threads, exchanges);
            if (store.stats().lost() > 0 || store.stats().uncommitted() > 0) {
                throw new IllegalStateException("The store was disturbed: " + store.stats());
            }
            return waits;
        } finally {
            Directories.delete(spool);
        }
    }

    private static List<Double> offer(ConversationStore store, int threads, int exchanges)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<Double>>> clients = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                long user = thread + 1L;
                clients.add(() -> client(store, user, exchanges));
            }
            List<Double> waits = new ArrayList<>();
            for (Future<List<Double>> client : pool.invokeAll(clients)) {
                waits.addAll(client.get());
            }
            return waits;
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<Double> client(ConversationStore store, long user, int exchanges) {
        List<Double> waits = new ArrayList<>();
        for (int i = 0; i < exchanges; i++) {
            Exchange exchange = Traffic.exchange(
                    user, "c" + i / 5, Traffic.request("question " + i), Traffic.answer(Traffic.text(600)));
            long start = System.nanoTime();
            store.offer(exchange);
            waits.add((double) (System.nanoTime() - start));
        }
        return waits;
    }
}
