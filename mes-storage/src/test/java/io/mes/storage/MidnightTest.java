package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationSummary;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that everything lies in the tables of its day, however many gateways go from one day to the next together. */
@OnEveryEngine
@Timeout(120)
final class MidnightTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-22T23:00:00Z");
    private static final int GATEWAYS = 10;
    private static final int EXCHANGES = 40;

    private final TestDatabase database;

    MidnightTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** Opened at the last moment, all make both days' tables at once; opened days before, nobody does until they must. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22T22:59:40Z", "2026-11-18T10:00:00Z"})
    void shouldCrossMidnightTogether(String openedAt) throws SQLException {
        try (Warnings warnings = new Warnings();
                Gateways gateways = new Gateways(database, GATEWAYS, openedAt, config -> config.zone(ZONE))) {
            Offered offered = new Offered(ZONE);
            gateways.together(gateway -> crossMidnight(gateway, offered));
            gateways.settle();

            offered.assertStored(database, gateways.first());
            CountedRows.assertAddUp(database, gateways.first());
            assertThat(gateways.sum(stats -> stats.lost())).isZero();
            assertThat(gateways.sum(stats -> stats.stored())).isEqualTo((long) GATEWAYS * EXCHANGES);
            assertThat(warnings.all()).isEmpty();
        }
    }

    /** From 20 s before to 20 s after; as answers are of different length, some end in another order than offered. */
    private static void crossMidnight(Gateways.Gateway gateway, Offered offered) {
        Random random = new Random(gateway.number());
        for (int i = 0; i < EXCHANGES; i++) {
            gateway.clock().set(MIDNIGHT.plusMillis(1_000L * (i - EXCHANGES / 2) + random.nextInt(-4_000, 4_000)));
            String conversation = i % 5 == 0 ? "own" + gateway.number() : "shared" + i % 4;
            var exchange =
                    gateway.store().chat(1 + random.nextInt(3), conversation, "a", "q-" + gateway.number() + "-" + i);
            if (i % 8 == 7) {
                offered.failure(
                        gateway.conversations(),
                        exchange.ended(500, Outcome.COMPLETED).build());
            } else {
                offered.chat(gateway.conversations(), exchange.build());
            }
        }
    }

    @RepeatedTest(5)
    void shouldOpenAnEmptyDatabaseTogether() {
        try (Warnings warnings = new Warnings();
                Gateways gateways = new Gateways(database, GATEWAYS, "2026-11-22T22:59:40Z", config -> config)) {
            assertThat(gateways.all()).hasSize(GATEWAYS);
            assertThat(warnings.all()).isEmpty();
        }
    }

    @Test
    void shouldSplitABatchThatStraddlesMidnight() throws SQLException {
        TickingClock clock = new TickingClock("2026-11-18T10:00:00Z");
        try (TestStore store = new TestStore(database, clock, config -> config.zone(ZONE));
                Connection other = store.connect();
                Statement lock = other.createStatement()) {
            Offered offered = new Offered(ZONE);
            offered.chat(store.store(), store.chat(1, "gate", "a", "q").build());
            store.settle();
            // The writer gets to the first and waits; the others make one batch behind it.
            other.setAutoCommit(false);
            lock.execute("UPDATE mes_conversations SET title = 'locked' WHERE conversation_id = 'gate'");
            offered.chat(store.store(), store.chat(1, "gate", "a", "q2").build());
            await().during(Duration.ofMillis(100))
                    .until(() -> store.store().stats().backlog() == 1);
            for (int i = -10; i < 10; i++) {
                clock.set(MIDNIGHT.plusSeconds(i));
                offered.chat(
                        store.store(),
                        store.chat(1, "c" + Math.floorMod(i, 3), "a", "q" + i).build());
            }
            other.rollback();
            await().until(() -> store.store().stats().unsettled() == 0);

            offered.assertStored(database, store.store());
            CountedRows.assertAddUp(database, store.store());
            assertThat(store.store().queries().stats(1).dailyMessageCount())
                    .isEqualTo(Map.of("2026-11-18", 4L, "2026-11-22", 20L, "2026-11-23", 20L));
        }
    }

    /** Days of 23 and 25 hours, days that begin at one o'clock, and one after a day that never was. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,     2026-03-28, 2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin,     2026-10-24, 2026-10-25, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "Africa/Cairo,      2026-04-23, 2026-04-24, 2026-04-23T22:00:00Z, 2026-04-24T21:00:00Z",
        "America/Santiago,  2026-09-05, 2026-09-06, 2026-09-06T04:00:00Z, 2026-09-07T03:00:00Z",
        "America/Sao_Paulo, 2018-02-16, 2018-02-17, 2018-02-17T02:00:00Z, 2018-02-18T03:00:00Z",
        "Pacific/Apia,      2011-12-29, 2011-12-31, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
        "UTC,               2026-02-28, 2026-03-01, 2026-03-01T00:00:00Z, 2026-03-02T00:00:00Z",
    })
    void shouldDivideUnusualDaysWhereTheZoneDoes(
            ZoneId zone, LocalDate before, LocalDate day, Instant start, Instant end) throws SQLException {
        for (boolean daily : List.of(true, false)) {
            TickingClock clock = new TickingClock("2011-01-01T00:00:00Z");
            long user = daily ? 1 : 2;
            try (TestStore store =
                    new TestStore(database, clock, config -> config.zone(zone).dailyPartition(daily))) {
                Offered offered = new Offered(zone);
                Map<String, Instant> moments = Map.of(
                        "last", start.minusMillis(1),
                        "first", start,
                        "early", start.plus(Duration.ofMinutes(150)),
                        "late", end.minus(Duration.ofMinutes(30)),
                        "end", end.minusMillis(1),
                        "next", end);
                moments.forEach((name, moment) -> {
                    clock.set(moment);
                    offered.chat(store.store(), store.chat(user, name, "a", "q").build());
                });
                store.settle();

                assertDivided(store.store(), user, before, day);
                CountedRows.assertAddUp(database, store.store());
                assertThat(StoredRow.all(database, store.store()))
                        .allSatisfy(row -> assertThat(row.day(zone)).isEqualTo(row.momentsDay(zone)));
                assertThat(store.store().queries().startOf(day)).isEqualTo(start);
                assertThat(store.store().queries().startOf(day.plusDays(1))).isEqualTo(end);
            }
        }
    }

    private static void assertDivided(ConversationStore store, long user, LocalDate before, LocalDate day) {
        Instant from = store.queries().startOf(day);
        Instant to = store.queries().startOf(day.plusDays(1));
        assertThat(listed(store, user, from, to)).containsExactlyInAnyOrder("first", "early", "late", "end");
        assertThat(listed(store, user, to, null)).containsExactly("next");
        assertThat(listed(store, user, null, from)).containsExactly("last");
        assertThat(store.queries().stats(user).dailyMessageCount())
                .isEqualTo(Map.of(
                        before.toString(), 2L,
                        day.toString(), 8L,
                        day.plusDays(1).toString(), 2L));
    }

    private static List<String> listed(ConversationStore store, long user, Instant from, Instant to) {
        return store
                .queries()
                .conversations(user, new ConversationQuery(100, 0, null, from, to, null, null))
                .items()
                .stream()
                .map(ConversationSummary::conversationId)
                .toList();
    }

    @Test
    void shouldMakeTomorrowsTablesAheadAndAgainWhenSomebodyDropsThem() throws SQLException {
        TickingClock clock = new TickingClock("2026-11-22T22:30:00Z");
        try (Warnings warnings = new Warnings();
                TestStore store = new TestStore(database, clock, config -> config.zone(ZONE))) {
            String tomorrow = "conversation_histories_2026_11_23";
            // They are registered once they are made and looked at.
            await().until(() ->
                    database.rows("SELECT partition_key FROM mes_partitions").contains("20261123"));
            database.execute("DROP TABLE " + tomorrow, "DROP TABLE error_" + tomorrow);

            Offered offered = new Offered(ZONE);
            offered.chat(store.store(), store.chat(1, "c", "a", "today").build());
            clock.set(MIDNIGHT);
            offered.chat(store.store(), store.chat(1, "c", "a", "tomorrow").build());
            offered.failure(
                    store.store(),
                    store.chat(1, "c", "", "wrong")
                            .ended(500, Outcome.COMPLETED)
                            .build());
            store.settle();

            await().until(() -> store.store().stats().unsettled() == 0);
            offered.assertStored(database, store.store());
            CountedRows.assertAddUp(database, store.store());
            assertThat(store.store().stats().lost()).isZero();
            assertThat(warnings.all()).isEmpty();
        }
    }

    @Test
    void shouldMakeTheTablesAheadOnEachNewDay() {
        TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
        try (TestStore store =
                new TestStore(database, clock, config -> config.zone(ZONE).upkeepInterval(Duration.ofMillis(20)))) {
            await().until(() -> store.store().getExistingPartitionTables(), tables -> tables.size() == 2);
            clock.set(MIDNIGHT);
            await().until(() -> store.store()
                    .getExistingPartitionTables()
                    .equals(List.of(
                            "conversation_histories_2026_11_22",
                            "conversation_histories_2026_11_23",
                            "conversation_histories_2026_11_24")));
        }
    }

    @Test
    void shouldFollowAClockThatJumpsOverDays() throws SQLException {
        TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
        try (Warnings warnings = new Warnings();
                TestStore store = new TestStore(database, clock, config -> config.zone(ZONE))) {
            Offered offered = new Offered(ZONE);
            for (String now : List.of(
                    "2026-11-22T10:00:00Z",
                    "2026-11-27T10:00:00Z",
                    "2027-01-31T23:30:00Z",
                    "2026-11-25T22:59:59.999Z",
                    "2024-02-29T00:00:00Z")) {
                clock.set(now);
                offered.chat(store.store(), store.chat(1, "c", "a", "at " + now).build());
            }
            store.settle();
            await().until(() -> store.store().stats().unsettled() == 0);

            offered.assertStored(database, store.store());
            CountedRows.assertAddUp(database, store.store());
            assertThat(store.contents(1, "c")).hasSize(10);
            assertThat(store.rows("SELECT first_day, last_day FROM mes_conversations"))
                    .containsExactly("2024-02-29|2027-02-01");
            assertThat(warnings.all()).isEmpty();
        }
    }
}
