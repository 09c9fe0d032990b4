package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.PartitionSummary;
import io.mes.storage.query.Recount;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verifies that catalogue and usage equal a recount of the rows after random histories of chats, errors, deletes and days
 * dropped, and that the store's own recount finds and repairs what is wrong.
 */
@OnEveryEngine
@Timeout(120)
final class RecountTest {

    private static final int STEPS = 150;
    private static final int RETENTION_DAYS = 2;

    private final TestDatabase database;

    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    RecountTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldCountWhatIsThere(long seed) throws SQLException {
        Random random = new Random(seed);
        try (TestStore store = new TestStore(database, clock)) {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(16)) {
                    case 0, 1 -> clock.advance(Duration.ofHours(random.nextInt(30)));
                    case 2 -> dropADay(store, random);
                    default -> act(store, random, step);
                }
                clock.advance(Duration.ofSeconds(1));
            }
            store.settle();
            assertSomethingLeft(store);
            CountedRows.assertAddUp(database, store.store());
        }
    }

    /** Others drop what is too old at the same time and while the next exchanges are written. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldCountWhatRetentionLeaves(long seed) throws SQLException {
        Random random = new Random(seed);
        try (Warnings warnings = new Warnings()) {
            try (Gateways gateways = new Gateways(database, 3, clock.instant().toString(), RecountTest::forgetting)) {
                for (int step = 0; step < STEPS; step++) {
                    if (random.nextInt(10) == 0) {
                        gateways.settle();
                        clock.advance(Duration.ofHours(random.nextInt(40)));
                    }
                    clock.advance(Duration.ofSeconds(1));
                    gateways.set(clock.instant().toString());
                    act(gateways.all().get(random.nextInt(3)).store(), random, step);
                }
                gateways.settle();
                awaitRetention(gateways.first());
                assertThat(gateways.sum(stats -> stats.lost())).isZero();
            }
            try (TestStore store = new TestStore(database, clock)) {
                assertSomethingLeft(store);
                CountedRows.assertAddUp(database, store.store());
            }
            assertThat(warnings.all()).isEmpty();
        }
    }

    private static StorageConfig.Builder forgetting(StorageConfig.Builder config) {
        return config.retentionDays(RETENTION_DAYS).upkeepInterval(Duration.ofMillis(5));
    }

    private void awaitRetention(ConversationStore store) {
        LocalDate oldestKept =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(RETENTION_DAYS);
        String oldest = new Partition(oldestKept).table(Tables.MESSAGES);
        await().until(() -> store.getExistingPartitionTables().get(0).compareTo(oldest) >= 0);
    }

    private static void act(TestStore store, Random random, int step) {
        int user = 1 + random.nextInt(3);
        String conversation = "c" + random.nextInt(4);
        switch (random.nextInt(8)) {
            case 0 -> deleteIfThere(store, user, conversation);
            case 1 -> store.offer(store.chat(user, conversation, "", "q" + step).ended(500, Outcome.COMPLETED));
            default -> chat(store, random, user, conversation, step);
        }
    }

    private static void chat(TestStore store, Random random, long user, String conversation, int step) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            messages.add(TestStore.message("user", "q" + random.nextInt(20)));
        }
        store.offer(store.exchange(
                user,
                conversation,
                "[" + String.join(",", messages) + "]",
                TestStore.reply("a" + step, 1 + random.nextInt(100))));
    }

    private static void deleteIfThere(TestStore store, long user, String conversation) {
        try {
            store.store().queries().delete(user, conversation);
        } catch (NotFoundException neverWritten) {
            // A history may well begin so.
        }
    }

    /** Nobody may write to a day that is dropped, so what was offered on it must be stored first. */
    private void dropADay(TestStore store, Random random) {
        store.settle();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<LocalDate> ended = store.store().administration().partitions().stream()
                .map(PartitionSummary::day)
                .filter(day -> day != null && day.isBefore(today))
                .toList();
        if (!ended.isEmpty()) {
            store.store().administration().dropDay(ended.get(random.nextInt(ended.size())));
        }
    }

    private static void assertSomethingLeft(TestStore store) throws SQLException {
        assertThat(store.rows("SELECT * FROM mes_conversations WHERE message_count > 0"))
                .isNotEmpty();
    }

    /** Something that is wrong afterwards. */
    private record Damage(String sql, int conversations, int usage) {

        static Damage ofConversation(String sql) {
            return new Damage(sql, 1, 0);
        }

        static Damage ofUsage(String sql) {
            return new Damage(sql, 0, 1);
        }
    }

    private static final String CONVERSATION = " WHERE user_id = 1 AND conversation_id = ";
    private static final String USAGE = " WHERE user_id = 1 AND day = ";

    private static final String BUT_USER =
            "conversation_id, created_at, updated_at, first_day, last_day, message_count,"
                    + " total_tokens, model_name, title, days, error_days, thread, deleted_at";

    private static final List<Damage> DAMAGES = List.of(
            Damage.ofConversation("UPDATE mes_conversations SET message_count = 5" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET message_count = 0" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET total_tokens = 1" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET created_at = 1" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET updated_at = 1" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET first_day = '2026-11-23'" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET last_day = ''" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET title = ''" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET model_name = ''" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET days = ''" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET days = '20261123'" + CONVERSATION + "'long'"),
            Damage.ofConversation(
                    "UPDATE mes_conversations SET days = '20260101,20261122,20261123'" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET error_days = '20261122'" + CONVERSATION + "'long'"),
            Damage.ofConversation("UPDATE mes_conversations SET error_days = ''" + CONVERSATION + "'errors'"),
            Damage.ofConversation(
                    "UPDATE mes_conversations SET message_count = 3, days = '20261122'" + CONVERSATION + "'deleted'"),
            Damage.ofConversation("DELETE FROM mes_conversations" + CONVERSATION + "'long'"),
            Damage.ofConversation("DELETE FROM mes_conversations" + CONVERSATION + "'errors'"),
            Damage.ofConversation("INSERT INTO mes_conversations (user_id, " + BUT_USER + ") SELECT 7, " + BUT_USER
                    + " FROM mes_conversations" + CONVERSATION + "'long'"),
            new Damage("DELETE FROM mes_conversations WHERE deleted_at IS NULL", 3, 0),
            Damage.ofUsage("UPDATE mes_daily_usage SET messages = 1" + USAGE + "'2026-11-22'"),
            Damage.ofUsage("UPDATE mes_daily_usage SET tokens = tokens + 1" + USAGE + "'2026-11-23'"),
            Damage.ofUsage("UPDATE mes_daily_usage SET errors = 0" + USAGE + "'2026-11-22'"),
            Damage.ofUsage("DELETE FROM mes_daily_usage" + USAGE + "'2026-11-22'"),
            Damage.ofUsage("INSERT INTO mes_daily_usage (user_id, day, model_name, messages, tokens, errors,"
                    + " unstored_tokens) VALUES (1, '2026-11-22', 'other', 2, 10, 0, 0)"),
            Damage.ofUsage("INSERT INTO mes_daily_usage (user_id, day, model_name, messages, tokens, errors,"
                    + " unstored_tokens) VALUES (7, '2026-01-01', 'm', 2, 10, 1, 0)"),
            new Damage("UPDATE mes_daily_usage SET tokens = 99, messages = 9", 0, 3));

    @Test
    void shouldReportWhatIsWrongAndRepairIt() throws SQLException {
        try (TestStore store = new TestStore(database, clock)) {
            fill(store);
            CountedRows.assertAddUp(database, store.store());
            for (Damage damage : DAMAGES) {
                database.execute(damage.sql());
                List<String> damaged = everything();

                assertRecount(store.store(), false, damage);
                assertThat(everything()).as(damage.sql()).isEqualTo(damaged);
                assertRecount(store.store(), true, damage);
                CountedRows.assertAddUp(database, store.store());
                assertThat(database.rows("SELECT unstored_tokens FROM mes_daily_usage" + USAGE + "'2026-11-23'"))
                        .as(damage.sql())
                        .containsExactly("10");
            }
        }
    }

    /** Four conversations on two days; a user's errors, a deletion, and tokens of which no row tells. */
    private void fill(TestStore store) {
        store.offer(store.chat(1, "long", "a", "q1"));
        store.offer(store.chat(1, "errors", "", "q2").ended(500, Outcome.COMPLETED));
        store.offer(store.chat(1, "deleted", "a", "q3"));
        store.store().queries().delete(1, "deleted");
        clock.advance(Duration.ofDays(1));
        store.offer(store.chat(1, "long", "a", "q4"));
        store.offer(store.chat(2, "other", "a", "q5"));
        store.offer(store.chat(1, "secret", "a", "q6").headers(Map.of("x-mes-store", "false")));
        store.settle();
    }

    private List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>(database.rows("SELECT * FROM mes_conversations ORDER BY 1, 2"));
        all.addAll(database.rows("SELECT * FROM mes_daily_usage ORDER BY 1, 2, 3"));
        return all;
    }

    private static void assertRecount(ConversationStore store, boolean repair, Damage damage) {
        Recount recount = store.administration().recount(repair);
        assertThat(recount.wrongConversations()).as(damage.sql()).isEqualTo(damage.conversations());
        assertThat(recount.wrongUsage()).as(damage.sql()).isEqualTo(damage.usage());
        assertThat(recount.repaired()).isEqualTo(repair);
    }

    /** Between any two steps of a recount another gateway may write, begin a day, or delete. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakeNothingForWrongThatOthersWriteMeanwhile(boolean repair) throws SQLException {
        // The other store goes by the real clock, and shall not make the days of this one.
        clock.set("2036-11-22T10:00:00Z");
        StepwiseSource source = new StepwiseSource(database.dataSource());
        StorageConfig config =
                StorageConfig.builder(database.dsn()).zone(ZoneOffset.UTC).build();
        try (TestStore writing = new TestStore(database, clock);
                ConversationStore recounting = ConversationStore.open(source, config)) {
            fill(writing);
            for (int step = 0; step < 14; step++) {
                int number = step;
                Recount recount = source.before(
                        step,
                        () -> writeMeanwhile(writing, number),
                        () -> recounting.administration().recount(repair));

                assertThat(recount.wrongConversations()).as("step %d", step).isZero();
                assertThat(recount.wrongUsage()).as("step %d", step).isZero();
                CountedRows.assertAddUp(database, writing.store());
            }
        }
    }

    private void writeMeanwhile(TestStore store, int number) {
        clock.advance(Duration.ofDays(number % 2));
        store.offer(store.chat(1, "long", "a", "more" + number));
        store.offer(store.chat(1, "new" + number, "a", "q"));
        store.offer(store.chat(1, "errors", "", "q").ended(500, Outcome.COMPLETED));
        store.settle();
    }
}
