package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.Recount;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that rows of the Go MES that name no user or no conversation count in usage and disturb nothing. */
@OnEveryEngine
@Timeout(120)
final class UnnamedRowsTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-20");
    private static final LocalDate EARLY = DAY.minusDays(10);

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    UnnamedRowsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void fill() throws SQLException {
        fill("", EARLY);
        fill("_2026_11_20", DAY);
    }

    private void fill(String suffix, LocalDate day) throws SQLException {
        GoTables tables = new GoTables(database);
        tables.create(suffix);
        long at = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        List<GoTables.Row> rows = List.of(
                new GoTables.Row(null, at, null, null, "user", "of nobody", "m", 1L, null),
                new GoTables.Row(null, at, "kept", "x", "user", "of no user", "m", 2L, null),
                new GoTables.Row(1L, at, null, null, "user", "of no conversation", "m", 4L, null),
                new GoTables.Row(1L, at, "kept", "x", "user", "kept", "m", 8L, null),
                new GoTables.Row(0L, at, "zero", "x", "user", "zero", "m", 16L, null));
        tables.insertMessages(suffix, rows);
        tables.insertErrors(suffix, rows);
    }

    private TestStore open() {
        return new TestStore(database, clock, config -> config.upkeepInterval(Duration.ofMillis(20)));
    }

    private void awaitCatalogued() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.rows("SELECT partition_key FROM mes_partitions"
                                + " WHERE catalogued_messages < legacy_messages OR catalogued_errors < legacy_errors")
                        .isEmpty());
    }

    private static List<String> listed(TestStore store, long user) {
        return store.store().queries().conversations(user, ConversationQuery.newest(10, 0)).items().stream()
                .map(ConversationSummary::conversationId)
                .toList();
    }

    private static Recount recount(TestStore store, boolean repair) {
        return store.store().administration().recount(repair);
    }

    @Test
    void shouldCountThemInUsageOnly() throws SQLException {
        fill();
        try (TestStore store = open()) {
            awaitCatalogued();

            assertThat(listed(store, 1)).containsExactly("kept");
            assertThat(listed(store, 0)).containsExactly("zero");
            assertThat(store.store().queries().stats(1)).satisfies(stats -> {
                assertThat(stats.totalMessages()).isEqualTo(4);
                assertThat(stats.totalTokens()).isEqualTo(24);
            });
            assertThat(store.store().queries().stats(0).totalTokens()).isEqualTo(38);
            assertThat(store.store().queries().errors(1, new ErrorQuery(10, null)).items().stream()
                            .filter(error -> Objects.isNull(error.conversationId())))
                    .hasSize(2);
            assertThat(recount(store, false)).isEqualTo(new Recount(2, 0, 0, 0, 0, false));
            assertThat(recount(store, true)).isEqualTo(new Recount(2, 0, 0, 0, 0, true));
        }
    }

    @Test
    void shouldCountThemAgainWhereUsageIsWrong() throws SQLException {
        fill();
        try (TestStore store = open()) {
            awaitCatalogued();
            database.execute("UPDATE mes_daily_usage SET messages = messages + 5, tokens = 0");

            assertThat(recount(store, true)).isEqualTo(new Recount(2, 0, 4, 0, 0, true));
            assertThat(recount(store, false)).isEqualTo(new Recount(2, 0, 0, 0, 0, false));
            assertThat(store.store().queries().stats(0).totalTokens()).isEqualTo(38);
        }
    }

    @Test
    void shouldForgetThemInTime() throws SQLException {
        fill();
        try (TestStore store = new TestStore(
                database,
                clock,
                config -> config.upkeepInterval(Duration.ofMillis(20)).retentionDays(3))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> database.rows("SELECT id FROM conversation_histories")
                                    .isEmpty()
                            && database.rows("SELECT id FROM error_conversation_histories")
                                    .isEmpty());
            awaitCatalogued();
            assertThat(listed(store, 1)).containsExactly("kept");

            store.store().administration().dropDay(DAY);
            await().until(() -> recount(store, false).equals(new Recount(0, 0, 0, 0, 0, false)));
        }
    }
}
