package io.mes.filter.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.query.StoreStatus;
import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.Gap;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreStats;
import io.mes.storage.stats.Throughput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies the answers that no request brings about at will. */
final class StatusPageTest {

    private static StoreStatus status(long backlog, boolean interrupted, @Nullable SpoolLevel spool) {
        StoreStats stats = new StoreStats(20, 0, 1, 2, 10, 30, 0, 4, 0, 0, 0, 8, backlog, 0, Throughput.NONE);
        Gap gap = new Gap(LossReason.BACKLOG_FULL, 1, Instant.ofEpochSecond(5), Instant.ofEpochSecond(7));
        return new StoreStatus(
                stats, 8, interrupted, spool, 100, true, Map.of(LossReason.BACKLOG_FULL, 1L), List.of(gap));
    }

    private static SpoolLevel spool(long entries) {
        return new SpoolLevel(entries, 50, 1, 5, entries == 0 ? null : Instant.ofEpochSecond(9), 3);
    }

    @ParameterizedTest
    @CsvSource({"0, ok", "6, ok", "7, degraded", "8, degraded"})
    void shouldSayWhenTheBacklogIsNearlyFull(long backlog, String word) {
        assertThat(StatusPage.health(status(backlog, false, null)))
                .isEqualTo("{\"status\":\"" + word + "\",\"backlog\":" + backlog + ",\"stored\":10,\"lost\":15}");
    }

    @Test
    void shouldSayWhenTheDatabaseTakesNothing() {
        assertThat(StatusPage.health(status(0, true, null))).startsWith("{\"status\":\"degraded\"");
        assertThat(StatusPage.health(status(0, false, spool(0))))
                .startsWith("{\"status\":\"ok\"")
                .endsWith("\"spooled\":0}");
        assertThat(StatusPage.health(status(0, false, spool(2))))
                .startsWith("{\"status\":\"degraded\"")
                .endsWith("\"spooled\":2}");
    }

    @Test
    void shouldTellAdministratorsEverything() {
        assertThat(StatusPage.status(status(3, true, spool(2))))
                .isEqualTo(
                        "{\"status\":\"degraded\",\"database\":\"interrupted\",\"durability\":\"commit\",\"backlog\":3,"
                                + "\"max_backlog\":8,\"captured_bytes\":0,\"exchanges\":{\"accepted\":20,\"recovered\":0,"
                                + "\"stored\":10,\"discarded\":0,\"spooled\":0,\"uncommitted\":0,\"unsettled\":6},\"rows\":30,"
                                + "\"retries\":0,\"spool\":{\"entries\":2,\"bytes\":50,\"max_bytes\":100,\"oldest_at\":9,"
                                + "\"rejected\":1},\"lost\":15,\"lost_by_reason\":{\"backlog_full\":1},\"gaps\":[{\"reason\":"
                                + "\"backlog_full\",\"exchanges\":1,\"first_at\":5,\"last_at\":7}]}");
        assertThat(StatusPage.status(status(3, false, null)))
                .contains("\"database\":\"ok\"")
                .contains("\"spool\":null");
    }
}
