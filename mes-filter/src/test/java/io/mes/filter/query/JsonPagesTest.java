package io.mes.filter.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.stats.StoreStats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies the answers that no request brings about at will. */
final class JsonPagesTest {

    @ParameterizedTest
    @CsvSource({"0, ok", "6, ok", "7, degraded", "8, degraded"})
    void shouldSayWhenTheBacklogIsNearlyFull(long backlog, String status) {
        StoreStats stats = new StoreStats(20, 1, 2, 10, 30, 0, 4, 0, 8, backlog, 0);

        assertThat(JsonPages.health(stats, 8))
                .isEqualTo("{\"status\":\"" + status + "\",\"backlog\":" + backlog + ",\"stored\":10,\"lost\":15}");
    }
}
