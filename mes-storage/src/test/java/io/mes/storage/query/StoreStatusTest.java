package io.mes.storage.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.StoreStats;
import io.mes.storage.stats.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Verifies what follows from the state of a store. */
final class StoreStatusTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static StoreStatus with(@Nullable SpoolLevel spool) {
        StoreStats stats = new StoreStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Throughput.NONE);
        return new StoreStatus(stats, 8, false, spool, 100, false, Map.of(), List.of());
    }

    private static SpoolLevel since(@Nullable Instant oldest) {
        return new SpoolLevel(1, 10, 0, 0, oldest, 1);
    }

    @Test
    void shouldSayForHowLongTheOldestHasWaited() {
        assertThat(with(since(NOW.minusSeconds(90))).spoolAge(NOW)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void shouldSayNothingLessThanZero() {
        assertThat(with(null).spoolAge(NOW)).isZero();
        assertThat(with(since(null)).spoolAge(NOW)).isZero();
        assertThat(with(since(NOW.plusSeconds(1))).spoolAge(NOW)).isZero();
    }
}
