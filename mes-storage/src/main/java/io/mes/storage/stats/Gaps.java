package io.mes.storage.stats;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was lost, when and why. Thread-safe; only who loses something waits, for an instant. */
final class Gaps {

    /** Losses of one reason that follow each other within this time are one gap. */
    private static final Duration APART = Duration.ofMinutes(1);

    private static final int MOST = 100;

    private final Clock clock;
    private final Map<LossReason, Long> counts = new EnumMap<>(LossReason.class);
    private final Deque<Gap> newest = new ArrayDeque<>();

    Gaps(Clock clock) {
        this.clock = clock;
    }

    synchronized void record(LossReason reason, long exchanges) {
        Instant now = clock.instant();
        counts.merge(reason, exchanges, Long::sum);
        Gap open = newest.stream()
                .filter(gap ->
                        gap.reason() == reason && !now.isAfter(gap.lastAt().plus(APART)))
                .findFirst()
                .orElse(null);
        if (open != null) {
            newest.remove(open);
        }
        newest.addFirst(open == null ? new Gap(reason, exchanges, now, now) : open.plus(exchanges, now));
        if (newest.size() > MOST) {
            newest.removeLast();
        }
    }

    synchronized long count(LossReason reason) {
        return counts.getOrDefault(reason, 0L);
    }

    synchronized Map<LossReason, Long> counts() {
        return Map.copyOf(counts);
    }

    /** The newest first. */
    synchronized List<Gap> newest() {
        return List.copyOf(newest);
    }
}
