package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.PartitionSummary;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that what is older than it may be goes, by retention or by an administrator, and that everything follows. */
@OnEveryEngine
@Timeout(120)
final class RetentionTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String DAY_20 = "2026-11-20T10:00:00Z";
    private static final String DAY_21 = "2026-11-21T10:00:00Z";
    private static final String DAY_22 = "2026-11-22T10:00:00Z";
    private static final String DAY_23 = "2026-11-23T10:00:00Z";

    private final TestDatabase database;

    RetentionTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static StorageConfig.Builder keepingTwoDays(StorageConfig.Builder config) {
        return config.zone(ZONE).retentionDays(2).upkeepInterval(Duration.ofMillis(20));
    }

    private Gateways retaining(boolean daily) {
        return retainingFrom(DAY_20, daily);
    }

    private Gateways retainingFrom(String now, boolean daily) {
        return new Gateways(database, 3, now, config -> keepingTwoDays(config).dailyPartition(daily));
    }

    /** One that forgets nothing by itself. */
    private TestStore administered(TickingClock clock) {
        return new TestStore(database, clock, config -> config.zone(ZONE));
    }

    /** A conversation that ends on the 20th, others that go on or begin later, and an error on each day. */
    private static void fill(Gateways gateways) {
        TestStore store = gateways.all().get(1).store();
        for (String now : List.of(DAY_20, DAY_21, DAY_22)) {
            gateways.set(now);
            String day = now.substring(8, 10);
            store.offer(store.chat(1, "only" + day, "a", "alone on " + day));
            store.offer(store.chat(1, "long", "a", "said on " + day));
            store.offer(store.chat(1, "wrong" + day, "", "q").ended(500, Outcome.COMPLETED));
            gateways.settle();
        }
    }

    private void awaitForgotten(Gateways gateways, String day) {
        // Tables may go while they are read.
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> database.rows("SELECT 1 FROM mes_daily_usage WHERE day <= '" + day + "'")
                                .isEmpty()
                        && StoredRow.all(database, gateways.first()).stream()
                                .noneMatch(
                                        row -> row.momentsDay(ZONE).toString().compareTo(day) <= 0));
    }

    @Test
    void shouldDropDaysOlderThanThoseKept() throws SQLException {
        try (Warnings warnings = new Warnings();
                Gateways gateways = retaining(true)) {
            fill(gateways);
            gateways.set(DAY_23);
            await().until(() -> tablesOf(gateways, "2026_11_20").isEmpty());
            awaitForgotten(gateways, "2026-11-20");

            assertThat(tablesOf(gateways, "2026_11_21")).hasSize(1);
            assertThat(database.query("SELECT * FROM error_conversation_histories_2026_11_21"))
                    .hasSize(1);
            assertOnly21And22(gateways);
            assertThat(warnings.all()).isEmpty();
        }
    }

    @Test
    void shouldDeleteOldRowsFromTheBaseTables() throws SQLException {
        try (Warnings warnings = new Warnings();
                Gateways gateways = retaining(false)) {
            fill(gateways);
            gateways.set(DAY_23);
            awaitForgotten(gateways, "2026-11-20");

            assertThat(database.rows("SELECT COUNT(*) FROM error_conversation_histories"))
                    .containsExactly("2");
            assertOnly21And22(gateways);
            assertThat(warnings.all()).isEmpty();
        }
    }

    private void assertOnly21And22(Gateways gateways) throws SQLException {
        for (Gateways.Gateway gateway : gateways.all()) {
            ConversationStore store = gateway.conversations();
            assertThat(store.queries().conversations(1, ConversationQuery.newest(10, 0)).items().stream()
                            .map(one -> one.conversationId() + "|" + one.title() + "|" + one.messageCount() + "|"
                                    + one.totalTokens() + "|" + one.createdAt() + "|" + one.updatedAt()))
                    .containsExactly(
                            "only22|alone on 22|2|10|1795341600|1795341600",
                            "long|said on 21|4|20|1795255200|1795341600",
                            "only21|alone on 21|2|10|1795255200|1795255200");
            assertThat(gateway.store().contents(1, "long"))
                    .contains("\"said on 22\"")
                    .doesNotContain("\"said on 20\"");
            assertThatThrownBy(() -> gateway.store().contents(1, "only20")).isInstanceOf(NotFoundException.class);
            assertThat(store.queries().errors(1, new ErrorQuery(10, null)).items())
                    .extracting(error -> error.conversationId())
                    .containsExactly("wrong22", "wrong21");
            var stats = store.queries().stats(1);
            assertThat(stats.totalConversations()).isEqualTo(3);
            assertThat(stats.totalMessages()).isEqualTo(8);
            assertThat(stats.totalTokens()).isEqualTo(40);
            assertThat(stats.dailyMessageCount()).isEqualTo(Map.of("2026-11-21", 4L, "2026-11-22", 4L));
        }
        CountedRows.assertAddUp(database, gateways.first());
        assertThat(database.rows("SELECT 1 FROM mes_conversations WHERE conversation_id IN ('only20', 'wrong20')"))
                .isEmpty();
    }

    private static List<String> tablesOf(Gateways gateways, String day) throws SQLException {
        return gateways.first().getExistingPartitionTables().stream()
                .filter(table -> table.endsWith(day))
                .toList();
    }

    /** In Berlin the 24th begins an hour before it does in Greenwich. */
    @Test
    void shouldCountDaysInTheZoneOfTheStore() throws SQLException {
        try (Gateways gateways = retaining(true)) {
            fill(gateways);
            gateways.set("2026-11-23T22:59:59Z");
            awaitForgotten(gateways, "2026-11-20");
            assertThat(tablesOf(gateways, "2026_11_21")).hasSize(1);

            gateways.set("2026-11-23T23:00:00Z");
            awaitForgotten(gateways, "2026-11-21");
            await().until(() -> tablesOf(gateways, "2026_11_21").isEmpty());
            assertThat(tablesOf(gateways, "2026_11_22")).hasSize(1);
        }
    }

    @Test
    void shouldForgetOldDeletions() throws SQLException {
        try (Gateways gateways = retaining(true)) {
            fill(gateways);
            gateways.set(DAY_20);
            gateways.first().queries().delete(1, "only20");
            gateways.set(DAY_21);
            gateways.first().queries().delete(1, "only21");
            assertThat(tombstones()).containsExactly("only20", "only21");

            gateways.set(DAY_23);
            await().until(() -> tombstones().equals(List.of("only21")));
            CountedRows.assertAddUp(database, gateways.first());

            gateways.set("2026-11-24T10:00:00Z");
            await().until(() -> tombstones().isEmpty());
        }
    }

    /** More of those that are not to be forgotten than one transaction looks at. */
    @Test
    void shouldForgetDeletionsBehindOthersThatSayMore() throws SQLException {
        try (Gateways gateways = retaining(true)) {
            fill(gateways);
            String deletedAt = String.valueOf(Instant.parse(DAY_20).toEpochMilli());
            try (Connection connection = database.connect();
                    Statement insert = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int i = 0; i < 1100; i++) {
                    insert.addBatch("INSERT INTO mes_conversations (user_id, conversation_id, created_at, updated_at,"
                            + " first_day, last_day, message_count, total_tokens, model_name, title, days, error_days,"
                            + " thread, deleted_at) VALUES (9, 'c" + (1000 + i) + "', 0, 0, '', '', 0, 0, '', '', '', '"
                            + (i < 700 ? "20261122" : "") + "', '', " + deletedAt + ")");
                }
                insert.executeBatch();
                connection.commit();
            }
            gateways.set(DAY_23);
            await().atMost(Duration.ofSeconds(20)).until(() -> tombstones().size() == 700);
        }
    }

    /** Between any two steps of a drop something may come late for that day: before it, it goes; behind it, it stays. */
    @Test
    void shouldFollowWhatComesLateWhileADayIsDropped() throws SQLException {
        TickingClock clock = new TickingClock("2020-01-01T10:00:00Z");
        StepwiseSource source = new StepwiseSource(new UpkeepGate(database.dataSource()).source());
        StorageConfig config = StorageConfig.builder(database.dsn()).zone(ZONE).build();
        try (Warnings warnings = new Warnings();
                TestStore writing = administered(clock);
                ConversationStore dropping = ConversationStore.open(source, config)) {
            for (int step = 0; step < 18; step++) {
                Instant morning = Instant.parse("2020-01-01T10:00:00Z").plus(Duration.ofDays(step));
                clock.set(morning);
                writing.offer(writing.chat(1, "kept" + step, "a", "early"));
                writing.settle();
                var late = writing.chat(1, "kept" + step, "a", "late");
                var alone = writing.chat(1, "late" + step, "a", "late");
                var wrong = writing.chat(1, "wrong" + step, "", "late").ended(500, Outcome.COMPLETED);
                source.before(
                        step,
                        () -> {
                            List.of(late, alone, wrong).forEach(writing::offer);
                            writing.settle();
                        },
                        () -> {
                            dropIfThere(dropping, LocalDate.ofInstant(morning, ZONE));
                            return true;
                        });
                CountedRows.assertAddUp(database, dropping);
            }
            assertThat(writing.store().stats().lost()).isZero();
            assertThat(warnings.all()).noneMatch(text -> text.contains("could not be stored"));
        }
    }

    @Test
    void shouldKeepTheUsageOfBaseRowsOfADroppedDay() throws SQLException {
        TickingClock clock = new TickingClock(DAY_21);
        try (TestStore base =
                new TestStore(database, clock, config -> config.zone(ZONE).dailyPartition(false))) {
            base.offer(base.chat(1, "base", "a", "q"));
            base.settle();
        }
        try (TestStore store = administered(clock)) {
            store.offer(store.chat(1, "day", "a", "q"));
            store.settle();
            clock.set(DAY_22);
            store.store().administration().dropDay(LocalDate.parse("2026-11-21"));

            assertThat(store.contents(1, "base")).containsExactly("\"q\"", "\"a\"");
            CountedRows.assertAddUp(database, store.store());
        }
    }

    /** Wherever a drop breaks off, there is nothing of the day once it is dropped again. */
    @Test
    void shouldDropADayWhoseDropBrokeOff() throws SQLException {
        StepwiseSource source = new StepwiseSource(new UpkeepGate(database.dataSource()).source());
        StorageConfig config = StorageConfig.builder(database.dsn()).zone(ZONE).build();
        try (ConversationStore store = ConversationStore.open(source, config)) {
            boolean broken = true;
            for (int step = 0; broken; step++) {
                LocalDate day = LocalDate.parse("2020-01-01").plusDays(step);
                store.createTableIfNotExists(day);
                broken = isBrokenOff(source, store, step, day);
                dropIfThere(store, day);
                assertThat(database.rows("SELECT table_name FROM (" + tablesLike(day) + ") found"))
                        .as("step %d", step)
                        .isEmpty();
            }
        }
    }

    private static boolean isBrokenOff(StepwiseSource source, ConversationStore store, int step, LocalDate day) {
        try {
            return source.before(
                    step,
                    () -> {
                        throw new IllegalStateException("Broken off");
                    },
                    () -> {
                        store.administration().dropDay(day);
                        return false;
                    });
        } catch (IllegalStateException brokenOff) {
            return true;
        }
    }

    private String tablesLike(LocalDate day) {
        String like = "LIKE '%conversation_histories_" + day.toString().replace('-', '_') + "'";
        return switch (database.engine()) {
            case SQLITE -> "SELECT name AS table_name FROM sqlite_master WHERE name " + like;
            case POSTGRESQL -> "SELECT tablename AS table_name FROM pg_tables WHERE tablename " + like;
            case MARIADB, MYSQL ->
                "SELECT table_name AS table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                        + " AND table_name " + like;
        };
    }

    private List<String> tombstones() throws SQLException {
        return database.rows(
                "SELECT conversation_id FROM mes_conversations WHERE deleted_at IS NOT NULL ORDER BY conversation_id");
    }

    @Test
    void shouldKeepAConversationThatWentOnAfterItsDeletion() throws SQLException {
        try (Gateways gateways = retaining(true)) {
            fill(gateways);
            gateways.set(DAY_20);
            gateways.first().queries().delete(1, "only22");
            gateways.set(DAY_22);
            TestStore store = gateways.all().get(2).store();
            store.offer(store.chat(1, "only22", "a", "again"));
            gateways.settle();
            gateways.set(DAY_23);
            awaitForgotten(gateways, "2026-11-20");

            assertThat(store.contents(1, "only22")).containsExactly("\"again\"", "\"a\"");
            CountedRows.assertAddUp(database, gateways.first());
        }
    }

    /** The tables of a day that is kept are gone, as after a tidy-up by hand; old ones must go nevertheless. */
    @Test
    void shouldDropOldDaysThoughOthersWereDroppedByHand() throws SQLException {
        try (Warnings warnings = new Warnings();
                Gateways gateways = retaining(true)) {
            fill(gateways);
            database.execute(
                    "DROP TABLE conversation_histories_2026_11_21",
                    "DROP TABLE error_conversation_histories_2026_11_21");
            gateways.set(DAY_23);
            await().until(() -> tablesOf(gateways, "2026_11_20").isEmpty());
            awaitForgotten(gateways, "2026-11-20");

            assertThat(database.rows("SELECT days, title, message_count FROM mes_conversations"
                            + " WHERE conversation_id = 'long'"))
                    .containsExactly("20261122|said on 22|2");
            gateways.first().administration().recount(true);
            CountedRows.assertAddUp(database, gateways.first());
            assertThat(warnings.all()).isEmpty();
        }
    }

    @Test
    void shouldDeleteOldRowsThoughADayWasDroppedByHand() throws SQLException {
        TickingClock clock = new TickingClock(DAY_20);
        try (TestStore base =
                new TestStore(database, clock, config -> config.zone(ZONE).dailyPartition(false))) {
            base.offer(base.chat(1, "c", "a", "old"));
            base.settle();
        }
        clock.set(DAY_21);
        try (TestStore daily = administered(clock)) {
            daily.offer(daily.chat(1, "c", "a", "dropped by hand"));
            clock.set(DAY_22);
            daily.offer(daily.chat(1, "c", "a", "new"));
            daily.settle();
        }
        database.execute(
                "DROP TABLE conversation_histories_2026_11_21", "DROP TABLE error_conversation_histories_2026_11_21");
        try (Warnings warnings = new Warnings();
                Gateways gateways = retainingFrom(DAY_23, true)) {
            awaitForgotten(gateways, "2026-11-20");

            assertThat(gateways.all().get(0).store().contents(1, "c")).containsExactly("\"new\"", "\"a\"");
            gateways.first().administration().recount(true);
            CountedRows.assertAddUp(database, gateways.first());
            assertThat(warnings.all()).isEmpty();
        }
    }

    @Test
    void shouldStoreWhatComesLateForADayThatAnotherGatewayDropped() throws SQLException {
        TickingClock clock = new TickingClock(DAY_20);
        try (Warnings warnings = new Warnings();
                TestStore writing = administered(clock);
                TestStore other = administered(clock)) {
            writing.offer(writing.chat(1, "c", "a", "first"));
            writing.settle();
            var late = writing.chat(1, "c", "a", "late");
            clock.set(DAY_22);
            other.store().administration().dropDay(LocalDate.parse("2026-11-20"));
            writing.offer(late);
            writing.settle();

            assertThat(writing.contents(1, "c")).containsExactly("\"late\"", "\"a\"");
            assertThat(writing.store().stats().lost()).isZero();
            CountedRows.assertAddUp(database, other.store());
            assertThat(warnings.all()).isEmpty();
        }
    }

    /** Between any two steps of a drop another gateway may go on with taking the day into the catalogue. */
    @Test
    void shouldDropADayThatAnotherGatewayIsCataloguing() throws SQLException {
        StepwiseSource source = new StepwiseSource(new UpkeepGate(database.dataSource()).source());
        GoTables tables = new GoTables(database);
        for (int step = 0; step < 6; step++) {
            String day = "2020-01-0" + (step + 1);
            long at = LocalDate.parse(day).atStartOfDay(ZONE).toEpochSecond();
            List<GoTables.Row> rows = IntStream.range(0, 250)
                    .mapToObj(i -> new GoTables.Row(1L, at, "c" + i, "m" + i, "user", "secret", "m", 5L, null))
                    .toList();
            String suffix = "_" + day.replace('-', '_');
            tables.create(suffix);
            tables.insertMessages(suffix, rows);
            tables.insertErrors(suffix, rows.subList(0, 10));
            StorageConfig config =
                    StorageConfig.builder(database.dsn()).zone(ZONE).build();
            try (ConversationStore dropping = ConversationStore.open(source, config);
                    ConversationStore cataloguing = ConversationStore.open(source, config)) {
                source.before(step, () -> cataloguing.administration().recount(false), () -> {
                    dropping.administration().dropDay(LocalDate.parse(day));
                    return true;
                });
                cataloguing.administration().recount(false);

                assertThat(database.rows("SELECT * FROM mes_conversations"))
                        .as("step %d", step)
                        .isEmpty();
                assertThat(database.rows("SELECT * FROM mes_daily_usage"))
                        .as("step %d", step)
                        .isEmpty();
                assertThat(dropping.getExistingPartitionTables()).doesNotContain("conversation_histories" + suffix);
            }
        }
    }

    @Test
    void shouldListDaysAndDropThem() throws SQLException {
        TickingClock clock = new TickingClock(DAY_21);
        try (TestStore store = administered(clock)) {
            store.offer(store.chat(1, "c", "a", "q1"));
            store.offer(store.chat(1, "c", "", "q2").ended(500, Outcome.COMPLETED));
            store.settle();
            clock.set(DAY_22);
            store.offer(store.chat(2, "d", "a", "q3"));
            store.settle();
            await().until(() -> store.store().administration().partitions().size() == 2);
            assertSummaries(store, "2026-11-21|2|1", "2026-11-22|2|0");

            store.store().administration().dropDay(LocalDate.parse("2026-11-21"));
            assertSummaries(store, "2026-11-22|2|0");
            CountedRows.assertAddUp(database, store.store());
        }
    }

    /** More conversations than one transaction leaves out, on days that several drop in different order. */
    @Test
    void shouldLetSeveralDropTheSameDaysAtOnce() throws SQLException {
        try (Warnings warnings = new Warnings();
                Gateways gateways = new Gateways(database, 3, DAY_20, config -> config.zone(ZONE))) {
            TestStore store = gateways.all().get(0).store();
            for (String now : List.of(DAY_20, DAY_21, DAY_22)) {
                gateways.set(now);
                for (int i = 0; i < 220; i++) {
                    store.offer(store.chat(1, "c" + i, "a", "q" + now));
                }
                gateways.settle();
            }
            gateways.set(DAY_23);
            List<List<String>> orders = List.of(
                    List.of("2026-11-20", "2026-11-21"),
                    List.of("2026-11-21", "2026-11-20"),
                    List.of("2026-11-20", "2026-11-21"));
            gateways.together(gateway -> orders.get(gateway.number()).forEach(day -> dropIfThere(gateway, day)));

            CountedRows.assertAddUp(database, gateways.first());
            assertThat(StoredRow.all(database, gateways.first())).hasSize(440);
            assertThat(tablesOf(gateways, "2026_11_20")).isEmpty();
            assertThat(tablesOf(gateways, "2026_11_21")).isEmpty();
            assertThat(warnings.all()).isEmpty();
        }
    }

    private static void dropIfThere(Gateways.Gateway gateway, String day) {
        dropIfThere(gateway.conversations(), LocalDate.parse(day));
    }

    private static void dropIfThere(ConversationStore store, LocalDate day) {
        try {
            store.administration().dropDay(day);
        } catch (NotFoundException anotherWasFaster) {
            // As it may be.
        }
    }

    @Test
    void shouldCountRowsWhereTablesHoldSeveralDays() throws SQLException {
        TickingClock clock = new TickingClock(DAY_21);
        try (TestStore base =
                new TestStore(database, clock, config -> config.zone(ZONE).dailyPartition(false))) {
            base.offer(base.chat(1, "c", "a", "q"));
            base.settle();
        }
        try (TestStore store = administered(clock)) {
            store.offer(store.chat(1, "c", "a", "q2"));
            store.settle();
            await().until(() -> store.store().administration().partitions().size() == 3);
            assertSummaries(store, "null|2|0", "2026-11-21|2|0", "2026-11-22|0|0");
        }
    }

    private static void assertSummaries(TestStore store, String... expected) {
        List<PartitionSummary> partitions = store.store().administration().partitions();
        assertThat(partitions.stream().map(one -> one.day() + "|" + one.messages() + "|" + one.errors()))
                .containsExactly(expected);
        assertThat(partitions).allSatisfy(one -> assertThat(one.bytes()).isPositive());
    }

    @Test
    void shouldRefuseToDropWhatHasNotEndedOrIsNotThere() throws SQLException {
        // In Berlin it is the 22nd.
        TickingClock clock = new TickingClock("2026-11-21T23:30:00Z");
        try (TestStore store = administered(clock)) {
            store.offer(store.chat(1, "c", "a", "q"));
            store.settle();
            for (String day : List.of("2026-11-22", "2026-11-23")) {
                assertThatThrownBy(() -> store.store().administration().dropDay(LocalDate.parse(day)))
                        .isInstanceOf(InvalidQueryException.class)
                        .hasMessageContaining(day);
            }
            assertThatThrownBy(() -> store.store().administration().dropDay(LocalDate.parse("2026-11-21")))
                    .isInstanceOf(NotFoundException.class);

            assertThat(store.contents(1, "c")).containsExactly("\"q\"", "\"a\"");
        }
    }
}
