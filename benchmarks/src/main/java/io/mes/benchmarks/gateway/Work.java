package io.mes.benchmarks.gateway;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a gateway has done since it was started.
 *
 * @param requestNanos processor time of the threads that serve requests
 * @param recordingNanos processor time of the threads that write what was recorded
 * @param processNanos processor time of the process, with compiler and collector
 * @param requestBytes what the threads that serve requests have allocated
 * @param recorded exchanges recorded
 */
record Work(long requestNanos, long recordingNanos, long processNanos, long requestBytes, long recorded) {

    /** What was done after an earlier moment. */
    Work since(Work earlier) {
        return new Work(
                requestNanos - earlier.requestNanos,
                recordingNanos - earlier.recordingNanos,
                processNanos - earlier.processNanos,
                requestBytes - earlier.requestBytes,
                recorded - earlier.recorded);
    }

    String toLine() {
        return String.format(
                Locale.ROOT,
                "requestNanos=%d recordingNanos=%d processNanos=%d requestBytes=%d recorded=%d",
                requestNanos,
                recordingNanos,
                processNanos,
                requestBytes,
                recorded);
    }

    static Work ofLine(String line) {
        Map<String, Long> values = new TreeMap<>();
        for (String word : line.strip().split(" ")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
        }
        return new Work(
                values.getOrDefault("requestNanos", 0L),
                values.getOrDefault("recordingNanos", 0L),
                values.getOrDefault("processNanos", 0L),
                values.getOrDefault("requestBytes", 0L),
                values.getOrDefault("recorded", 0L));
    }
}
