package io.mes.benchmarks.gateway;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** Reads off what this process has done, by kinds of threads. Threads that have ended are not seen. */
final class WorkMeter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Recording recording;

    WorkMeter(Recording recording) {
        this.recording = recording;
    }

    /** Waits until all that has ended is recorded, then reads. */
    Work read() {
        long recorded = recording.recorded();
        long requestNanos = 0;
        long recordingNanos = 0;
        long requestBytes = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread == null) {
                continue;
            }
            long nanos = Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
            if (isRecording(thread.getThreadName())) {
                recordingNanos += nanos;
            } else {
                requestNanos += nanos;
                requestBytes += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getThreadId()));
            }
        }
        return new Work(requestNanos, recordingNanos, PROCESS.getProcessCpuTime(), requestBytes, recorded);
    }

    private static boolean isRecording(String name) {
        return name.startsWith("mes-") || name.startsWith(LogFile.THREADS);
    }
}
