package io.mes.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What two things cost the thread that does them, done in turn. Processor time and allocations of one thread, so that neither
 * other programs nor the compiler and the garbage collector of this one are in it; but nor is waiting.
 */
final class Comparison {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UPS = 12;
    private static final int ROUNDS = 7;

    /** What each thing is done for in a round, at least once. */
    private static final long NANOS = 15_000_000;

    private Comparison() {}

    /** Something that is measured, or done before it. */
    interface Work {
        void run() throws Exception;
    }

    /** How many times the processor time of another thing one takes, each done again and again. */
    static double ratio(Work measured, Work other) throws Exception {
        return medianRatio(() -> nanos(measured), () -> nanos(other));
    }

    /** Likewise, each done once in a round, behind something that is not measured. */
    static double ratioOfOnce(Work before, Work measured, Work other) throws Exception {
        return medianRatio(() -> nanosOfOnce(before, measured), () -> nanosOfOnce(before, other));
    }

    private interface Cost {
        double measure() throws Exception;
    }

    private static double medianRatio(Cost measured, Cost other) throws Exception {
        Samples ratios = new Samples();
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            double ratio = measured.measure() / other.measure();
            if (round >= 0) {
                ratios.add(ratio);
            }
        }
        return ratios.median();
    }

    private static double nanos(Work work) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        long taken;
        int times = 0;
        do {
            work.run();
            times++;
            taken = THREADS.getCurrentThreadCpuTime() - start;
        } while (taken < NANOS);
        return (double) taken / times;
    }

    private static double nanosOfOnce(Work before, Work work) throws Exception {
        before.run();
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        return Math.max(1, THREADS.getCurrentThreadCpuTime() - start);
    }

    /** Bytes that something allocates, the median of many times. */
    static double allocated(Work work) throws Exception {
        Samples bytes = new Samples();
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            nanos(work);
            long start = THREADS.getCurrentThreadAllocatedBytes();
            work.run();
            if (round >= 0) {
                bytes.add((double) (THREADS.getCurrentThreadAllocatedBytes() - start));
            }
        }
        return bytes.median();
    }
}
