package io.mes.benchmarks.gateway;

import io.mes.benchmarks.gateway.OpenLoop.Seen;
import org.HdrHistogram.Histogram;

/**
 * What a gateway did and its clients saw in one round, per request.
 *
 * @param requestMicros processor time of the threads that serve requests
 * @param recordingMicros processor time of the threads that write what was recorded
 * @param processMicros processor time of the whole process
 * @param kilobytes what the threads that serve requests allocated
 * @param medianMillis the middle answer
 * @param p99Millis the answer that one in a hundred takes longer than
 * @param firstMillis the middle first byte
 */
record Round(
        double requestMicros,
        double recordingMicros,
        double processMicros,
        double kilobytes,
        double medianMillis,
        double p99Millis,
        double firstMillis) {

    static Round of(Seen seen, Work work) {
        double requests = seen.requests();
        return new Round(
                work.requestNanos() / 1e3 / requests,
                work.recordingNanos() / 1e3 / requests,
                work.processNanos() / 1e3 / requests,
                work.requestBytes() / 1024.0 / requests,
                millis(seen.whole(), 50),
                millis(seen.whole(), 99),
                millis(seen.first(), 50));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }
}
