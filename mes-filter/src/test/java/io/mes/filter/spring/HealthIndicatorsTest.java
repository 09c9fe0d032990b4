package io.mes.filter.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.metrics.MeasuredStore;
import io.mes.storage.query.StoreStatus;
import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.BatchListener;
import io.mes.storage.stats.StoreStats;
import io.mes.storage.stats.Throughput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Verifies that both generations of Spring Boot are told the same. */
final class HealthIndicatorsTest {

    /** A store whose database has gone, or not. */
    private record Observed(boolean interrupted) implements MeasuredStore {

        @Override
        public StoreStatus status() {
            StoreStats stats = new StoreStats(9, 0, 1, 0, 5, 10, 0, 0, 0, 0, 0, 0, 2, 0, Throughput.NONE);
            SpoolLevel spool = new SpoolLevel(interrupted ? 3 : 0, 50, 0, 0, null, 3);
            return new StoreStatus(stats, 8, interrupted, spool, 100, true, Map.of(), List.of());
        }

        @Override
        public void listen(BatchListener listener) {}
    }

    private static final Map<String, Object> WELL =
            Map.of("database", "ok", "backlog", 2L, "stored", 5L, "lost", 1L, "spooled", 0L);
    private static final Map<String, Object> DEGRADED =
            Map.of("database", "interrupted", "backlog", 2L, "stored", 5L, "lost", 1L, "spooled", 3L);

    @Test
    void shouldTellSpringBoot3() {
        var well = new ActuatorHealthIndicator(new Observed(false)).health();
        var degraded = new ActuatorHealthIndicator(new Observed(true)).health();

        assertThat(well.getStatus().getCode()).isEqualTo("UP");
        assertThat(well.getDetails()).isEqualTo(WELL);
        assertThat(degraded.getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(degraded.getDetails()).isEqualTo(DEGRADED);
    }

    @Test
    void shouldTellSpringBoot4() {
        var well = new ContributedHealthIndicator(new Observed(false)).health();
        var degraded = new ContributedHealthIndicator(new Observed(true)).health();

        assertThat(well.getStatus().getCode()).isEqualTo("UP");
        assertThat(well.getDetails()).isEqualTo(WELL);
        assertThat(degraded.getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(degraded.getDetails()).isEqualTo(DEGRADED);
    }
}
