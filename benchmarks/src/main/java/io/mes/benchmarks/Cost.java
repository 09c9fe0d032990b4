package io.mes.benchmarks;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;

/**
 * What some rows cost.
 *
 * @param rowsPerSecond by the clock
 * @param threadMillis processor time of the writing thread per 1,000 rows
 * @param processMillis processor time of this whole process per 1,000 rows, with compiler and collector
 */
record Cost(double rowsPerSecond, double threadMillis, double processMillis) {

    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

    /** What is measured. */
    interface Action {
        void run() throws SQLException;
    }

    /** Runs an action on this thread that writes so many rows. */
    static Cost of(long rows, Action action) throws SQLException {
        // So that it does not pay for the garbage of others.
        System.gc();
        long process = PROCESS.getProcessCpuTime();
        long thread = threadTime();
        long start = System.nanoTime();
        action.run();
        long elapsed = System.nanoTime() - start;
        double threadNanos = threadTime() - thread;
        double processNanos = PROCESS.getProcessCpuTime() - process;
        return new Cost(rows * 1e9 / elapsed, threadNanos / 1e3 / rows, processNanos / 1e3 / rows);
    }

    private static long threadTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
