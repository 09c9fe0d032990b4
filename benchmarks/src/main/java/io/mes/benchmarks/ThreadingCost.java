package io.mes.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Instant;

/** Processor time of {@link Placing} an exchange with 20 messages of history. */
final class ThreadingCost {

    private static final int TURNS = 10;
    private static final int REPETITIONS = 2_000;

    private final Placing placing;
    private long placed;

    /** Prepares a conversation of ten turns, of which the eleventh is measured. */
    ThreadingCost(long seed, Instant day) {
        this.placing = new Placing(seed, day, TURNS);
    }

    /** Microseconds an exchange, where its conversation is known by its name, or by what it sends again. */
    double micros(boolean named) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < REPETITIONS; i++) {
            placed += placing.place(named);
        }
        if (placed == 0) {
            throw new IllegalStateException("An exchange has rows");
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e3 / REPETITIONS;
    }
}
