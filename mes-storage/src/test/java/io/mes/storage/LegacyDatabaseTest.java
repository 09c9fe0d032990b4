package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.Recount;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a database which the Go MES wrote is taken over while everything goes on. */
@OnEveryEngine
@Timeout(120)
final class LegacyDatabaseTest {

    private static final int USERS = 3;
    private static final int CONVERSATIONS = 40;

    private final TestDatabase database;
    private final GoTables tables;
    private final ExpectedHistory expected = new ExpectedHistory();
    private final ExchangeIds ids = new ExchangeIds();

    /** A zone in which it is noon, for no test is to see midnight. */
    private final ZoneOffset zone;

    private final LocalDate today;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    LegacyDatabaseTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        this.tables = new GoTables(database);
        this.zone =
                ZoneOffset.ofHours(12 - Instant.now().atOffset(ZoneOffset.UTC).getHour());
        this.today = LocalDate.now(zone);
    }

    @AfterEach
    void drop() {
        threads.shutdownNow();
        database.close();
    }

    private StorageConfig.Builder config() {
        return StorageConfig.builder(database.dsn()).zone(zone).upkeepInterval(Duration.ofMillis(20));
    }

    private static String suffix(LocalDate day) {
        return "_" + day.toString().replace('-', '_');
    }

    private static ConversationKey key(long user, int conversation) {
        return new ConversationKey(user, "conversation-" + conversation);
    }

    /** Base tables with rows of two days, tables of another day, and tables of today. */
    private void fill() throws SQLException {
        LocalDate first = today.minusDays(30);
        tables.create("");
        fill("", first, 0, 700);
        fill("", first.plusDays(1), 700, 600);
        for (LocalDate day : List.of(today.minusDays(2), today)) {
            tables.create(suffix(day));
            fill(suffix(day), day, day.equals(today) ? 2000 : 1300, 700);
        }
    }

    /** Rows one second after the other, each of another user and conversation than the one before. */
    private void fill(String suffix, LocalDate day, int from, int count) throws SQLException {
        List<GoTables.Row> messages = new ArrayList<>();
        List<GoTables.Row> errors = new ArrayList<>();
        long start = day.atStartOfDay(zone).toEpochSecond();
        for (int i = from; i < from + count; i++) {
            GoTables.Row row = row(i, start + i - from);
            boolean failed = isFailed(i);
            (failed ? errors : messages).add(row);
            expect(row, day, failed);
        }
        tables.insertMessages(suffix, messages);
        tables.insertErrors(suffix, errors);
    }

    private static boolean isFailed(int i) {
        return i % 7 == 3 && !isQuestion(i);
    }

    private static boolean isQuestion(int i) {
        return i / (USERS * CONVERSATIONS) % 2 == 0;
    }

    private static GoTables.Row row(int i, long at) {
        int conversation = i / USERS % CONVERSATIONS;
        boolean asked = isQuestion(i);
        return new GoTables.Row(
                1L + i % USERS,
                at,
                key(0, conversation).conversationId(),
                switch (i % 5) {
                    case 0 -> "";
                    case 1 -> null;
                    default -> "chatcmpl-" + i / 10;
                },
                asked ? "user" : "assistant",
                !asked && i % 11 == 0 ? null : (asked ? "question " : "answer ") + i,
                i % 13 == 0 ? null : "gpt-" + i % 4,
                i % 17 == 0 ? null : Long.valueOf(asked ? 0 : i % 100),
                switch (i % 4) {
                    case 0 -> null;
                    case 1 -> "";
                    case 2 -> "no JSON";
                    default -> "{\"name\":\"n\"}";
                });
    }

    private void expect(GoTables.Row row, LocalDate day, boolean error) {
        ConversationKey key = new ConversationKey(row.userId(), row.conversationId());
        String model = row.model() == null ? "" : row.model();
        String content = JsonText.quote(row.content());
        if (error) {
            expected.addError(key, row.createdAt(), day, content, model);
        } else {
            String title = row.role().equals("user") ? String.valueOf(row.content()) : "";
            long tokens = row.tokens() == null ? 0 : row.tokens();
            expected.addMessage(key, row.createdAt(), day, content, title, model, tokens);
        }
    }

    private void chat(ConversationStore store, ConversationKey key, String question) {
        Instant now = Instant.now();
        assertThat(store.offer(exchange(key, now, question, TestStore.reply("to " + question, 10))
                        .build()))
                .isTrue();
        expected.addMessage(key, now.getEpochSecond(), today, JsonText.quote(question), question, "m", 0);
        expected.addMessage(key, now.getEpochSecond(), today, JsonText.quote("to " + question), "", "m", 10);
    }

    private void fail(ConversationStore store, ConversationKey key, String question) {
        Instant now = Instant.now();
        assertThat(store.offer(exchange(key, now, question, "{}")
                        .ended(500, Outcome.COMPLETED)
                        .build()))
                .isTrue();
        expected.addError(key, now.getEpochSecond(), today, JsonText.quote(question), "m");
    }

    private Exchange.Builder exchange(ConversationKey key, Instant now, String question, String response) {
        String request = "{\"model\":\"m\",\"messages\":[" + TestStore.message("user", question) + "]}";
        return Exchange.builder(ids.next(now.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, now)
                .caller(new Identity(key.userId(), 1, 2, false), "10.0.0.1")
                .conversationId(key.conversationId())
                .ended(200, Outcome.COMPLETED)
                .request(TestStore.body(request), null)
                .response(TestStore.body(response), null);
    }

    private void delete(ConversationStore store, ConversationKey key) {
        assertThat(store.queries().delete(key.userId(), key.conversationId())).isPositive();
        expected.delete(key);
    }

    private static void assertGone(ConversationStore store, ConversationKey key) {
        assertThatThrownBy(() ->
                        store.queries().messages(key.userId(), key.conversationId(), new MessageQuery(1, null, true)))
                .isInstanceOf(NotFoundException.class);
    }

    private boolean isCatalogued() throws SQLException {
        return database.rows("SELECT partition_key FROM mes_partitions"
                        + " WHERE catalogued_messages < legacy_messages OR catalogued_errors < legacy_errors")
                .isEmpty();
    }

    private void awaitCatalogued() {
        await().atMost(Duration.ofSeconds(60)).until(this::isCatalogued);
    }

    /** Writes to old and new conversations, and deletes. */
    private void use(ConversationStore store, int from) {
        for (int i = from; i < from + 5; i++) {
            chat(store, key(1 + i % USERS, i), "again " + i);
            chat(store, key(1 + i % USERS, 1000 + i), "new " + i);
            fail(store, key(1 + i % USERS, i), "bad " + i);
        }
        delete(store, key(1, from));
        delete(store, key(2, from + 7));
        assertGone(store, key(1, from));
    }

    @Test
    void shouldReadWriteAndDeleteWhatIsNotCataloguedYet() throws SQLException {
        fill();
        UpkeepGate gate = new UpkeepGate(database.dataSource());
        try (ConversationStore store = ConversationStore.open(gate.source(), config().build())) {
            ConversationKey old = key(3, 30);
            assertThat(ExpectedHistory.said(store.queries(), old)).isEqualTo(expected.contents(old));
            chat(store, old, "again");
            assertThat(ExpectedHistory.said(store.queries(), old)).isEqualTo(expected.contents(old));
            assertThat(store.queries()
                            .messages(3, old.conversationId(), new MessageQuery(1000, null, false))
                            .items())
                    .hasSameSizeAs(expected.contents(old));
            use(store, 0);
            assertThat(database.rows("SELECT SUM(messages) FROM mes_daily_usage"))
                    .containsExactly("20");

            gate.open();
            awaitCatalogued();
            expected.assertToldBy(store);
            assertGone(store, key(1, 0));
        }
    }

    @Test
    void shouldGoOnWhereItBrokeOff() throws SQLException {
        fill();
        for (int connections : List.of(9, 3, 2)) {
            UpkeepGate gate = new UpkeepGate(database.dataSource());
            gate.letThrough(connections);
            try (ConversationStore store = ConversationStore.open(gate.source(), config().build())) {
                await().until(gate::isUsedUp);
                use(store, 10 * (connections % 4));
                assertThat(isCatalogued()).isFalse();
            }
        }

        try (ConversationStore store = ConversationStore.open(config().build())) {
            awaitCatalogued();
            expected.assertToldBy(store);
        }
    }

    @Test
    void shouldCountEverythingOnceHoweverManyStoresAreOpened() throws Exception {
        fill();
        List<ConversationStore> stores = open(4);
        try {
            for (int i = 0; i < stores.size(); i++) {
                use(stores.get(i), 10 * i);
            }
            awaitCatalogued();
            stores.forEach(store -> store.queries().stats(0));
            expected.assertToldBy(stores.get(1));
        } finally {
            stores.forEach(ConversationStore::close);
        }

        try (ConversationStore again = ConversationStore.open(config().build())) {
            expected.assertToldBy(again);
        }
        assertThat(invalidIndexes()).isEmpty();
    }

    private List<ConversationStore> open(int count) throws Exception {
        Callable<ConversationStore> open = () -> ConversationStore.open(config().build());
        List<ConversationStore> stores = new ArrayList<>();
        for (Future<ConversationStore> opened :
                threads.invokeAll(IntStream.range(0, count).mapToObj(i -> open).toList())) {
            stores.add(opened.get());
        }
        return stores;
    }

    /** What PostgreSQL leaves of an index whose making was broken off. */
    private List<String> invalidIndexes() throws SQLException {
        return database.engine() == TestEngine.POSTGRESQL
                ? database.rows("SELECT CAST(indexrelid AS regclass) FROM pg_index WHERE NOT indisvalid")
                : List.of();
    }

    @Test
    void shouldTellJsonFromText() throws SQLException {
        tables.create("");
        List<String> contents = List.of(
                "text",
                "123",
                "true",
                "\"quoted\"",
                "",
                "[1, 2]",
                "{\"a\": 1}",
                "[1, 2",
                "{a}",
                "[{\"type\":\"text\",\"text\":\"hi\"}]");
        List<GoTables.Row> rows = new ArrayList<>();
        for (String content : contents) {
            rows.add(row(content, null));
        }
        rows.add(row(null, null));
        tables.insertMessages("", rows);

        try (ConversationStore store = ConversationStore.open(config().build())) {
            assertThat(ExpectedHistory.said(store.queries(), key(1, 0)))
                    .containsExactly(
                            "\"text\"",
                            "\"123\"",
                            "\"true\"",
                            "\"\\\"quoted\\\"\"",
                            "\"\"",
                            "[1, 2]",
                            "{\"a\": 1}",
                            "\"[1, 2\"",
                            "\"{a}\"",
                            "[{\"type\":\"text\",\"text\":\"hi\"}]",
                            "null");
        }
    }

    @Test
    void shouldReadWhateverStandsInOther() throws SQLException {
        tables.create("");
        List<GoTables.Row> rows = new ArrayList<>();
        for (String other : List.of("", " ", "no JSON", "[]", "null", "{\"name\":\"n\"}", "{\"name\":")) {
            rows.add(row("said", other));
        }
        rows.add(row("said", null));
        tables.insertMessages("", rows);

        try (ConversationStore store = ConversationStore.open(config().build())) {
            assertThat(store.queries()
                            .messages(1, key(1, 0).conversationId(), new MessageQuery(100, null, false))
                            .items())
                    .extracting(message -> message.toFields().get("content")
                            + message.toFields().get("name"))
                    .containsExactly(
                            "\"said\"null",
                            "\"said\"null",
                            "\"said\"null",
                            "\"said\"null",
                            "\"said\"null",
                            "\"said\"\"n\"",
                            "\"said\"null",
                            "\"said\"null");
        }
    }

    /** Of which databases keep another text than was written. */
    @Test
    void shouldReadAndWriteColumnsOfJson() throws SQLException {
        GoTables json = GoTables.withJson(database);
        for (LocalDate day : List.of(today.minusDays(9), today)) {
            json.create(suffix(day));
            json.insertMessages(suffix(day), List.of(row("said on " + day, null)));
            database.execute("UPDATE conversation_histories" + suffix(day) + " SET other = '{\"name\":\"n\"}'");
        }
        String system = "{\"role\":\"system\",\"content\":\"Be brief\"}";
        String request = "{\"model\":\"m\",\"messages\":[" + system + "," + TestStore.message("user", "now") + "]}";

        try (ConversationStore store = ConversationStore.open(config().build())) {
            store.offer(exchange(key(1, 0), Instant.now(), "now", TestStore.reply("yes", 10))
                    .request(TestStore.body(request), null)
                    .build());

            assertThat(store.queries()
                            .messages(1, key(1, 0).conversationId(), new MessageQuery(100, null, false))
                            .items())
                    .extracting(message -> message.toFields().get("content")
                            + message.toFields().get("name"))
                    .containsExactly(
                            "\"Be brief\"null",
                            "\"said on " + today.minusDays(9) + "\"\"n\"",
                            "\"said on " + today + "\"\"n\"",
                            "\"now\"null",
                            "\"yes\"null");
            awaitCatalogued();
            assertThat(store.administration().recount(false).wrongConversations())
                    .isZero();
        }
    }

    private GoTables.Row row(@Nullable String content, @Nullable String other) {
        long at = today.minusDays(9).atStartOfDay(zone).toEpochSecond();
        return new GoTables.Row(1L, at, key(1, 0).conversationId(), "chatcmpl-1", "user", content, "gpt-4", 0L, other);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindRoomForLongContents(boolean daily) throws SQLException {
        String suffix = daily ? suffix(today) : "";
        tables.create(suffix);
        fill(suffix, today, 0, 20);
        String question = "question " + "\u00e4\uD83D\uDE00".repeat(50_000);

        try (ConversationStore store =
                ConversationStore.open(config().dailyPartition(daily).build())) {
            ConversationKey key = key(1, 500);
            chat(store, key, "first");
            Instant now = Instant.now();
            store.offer(
                    exchange(key, now, question, TestStore.reply(question, 10)).build());
            store.offer(exchange(key, now, question, "{\"error\":{\"message\":" + JsonText.quote(question) + "}}")
                    .ended(500, Outcome.COMPLETED)
                    .build());

            assertThat(ExpectedHistory.said(store.queries(), key))
                    .containsExactly("\"first\"", "\"to first\"", JsonText.quote(question), JsonText.quote(question));
            assertThat(database.rows("SELECT content FROM error_conversation_histories" + suffix
                            + " WHERE conversation_id = '" + key.conversationId() + "'"))
                    .containsExactly(question);
        }
    }

    @Test
    void shouldTakeDaysOverOfWhichGoMadeOneTableOnly() throws SQLException {
        LocalDate early = today.minusDays(9);
        tables.createMessages(suffix(early));
        tables.createErrors(suffix(early.plusDays(1)));
        tables.createMessages(suffix(today));
        tables.insertMessages(suffix(early), List.of(row("said", null)));
        tables.insertErrors(suffix(early.plusDays(1)), List.of(row("failed", null)));
        expect(row("said", null), early, false);
        expect(row("failed", null), early.plusDays(1), true);

        try (ConversationStore store = ConversationStore.open(config().build())) {
            fail(store, key(1, 0), "bad");
            chat(store, key(1, 1), "good");
            awaitCatalogued();
            expected.assertToldBy(store);
            delete(store, key(1, 0));
            expected.assertToldBy(store);
        }
    }

    @Test
    void shouldNotBringBackWhatWasDeleted() throws SQLException {
        try (ConversationStore store = ConversationStore.open(config().build())) {
            chat(store, key(1, 0), "secret");
            delete(store, key(1, 0));
            chat(store, key(1, 1), "kept");
        }
        tables.create("");
        fill("", today.minusDays(9), 0, 200);
        expected.delete(key(1, 0));

        try (ConversationStore store = ConversationStore.open(config().build())) {
            awaitCatalogued();
            assertGone(store, key(1, 0));
            expected.assertToldBy(store);
        }
        assertThat(database.rows("SELECT id FROM conversation_histories WHERE user_id = 1 AND conversation_id = '"
                        + key(1, 0).conversationId() + "'"))
                .isEmpty();
    }

    /** The earlier version had no such table; or a gateway was killed when it had made it. */
    @ParameterizedTest
    @ValueSource(strings = {"DROP TABLE mes_partitions", "DELETE FROM mes_partitions"})
    void shouldNotCountAgainWhatAnEarlierVersionCounted(String earlierState) throws Exception {
        for (boolean daily : List.of(true, false)) {
            try (ConversationStore earlier =
                    ConversationStore.open(config().dailyPartition(daily).build())) {
                for (int i = 0; i < 50; i++) {
                    chat(earlier, key(1 + i % USERS, i), "said " + daily + i);
                    fail(earlier, key(1 + i % USERS, i), "bad " + daily + i);
                }
            }
        }
        database.execute(earlierState);

        List<ConversationStore> stores = open(4);
        try {
            chat(stores.get(0), key(1, 1), "again");
            stores.forEach(store -> store.queries().stats(0));
            awaitCatalogued();
            expected.assertToldBy(stores.get(3));
        } finally {
            stores.forEach(ConversationStore::close);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFindRoomForLargeNumbers(boolean daily) throws SQLException {
        GoTables narrow = GoTables.withNarrowNumbers(database);
        LocalDate early = today.minusDays(9);
        for (String suffix : List.of("", suffix(early), suffix(today))) {
            narrow.create(suffix);
            fill(suffix, suffix.isEmpty() || suffix.equals(suffix(early)) ? early : today, suffix.length() * 20, 100);
        }
        try (Warnings warnings = new Warnings();
                ConversationStore store =
                        ConversationStore.open(config().dailyPartition(daily).build())) {
            ConversationKey key = key(5_000_000_000L, 500);
            chat(store, key, "from a user with a large number");
            fail(store, key, "bad");
            chat(store, key(1, 0), "again");
            assertThat(ExpectedHistory.said(store.queries(), key)).isEqualTo(expected.contents(key));
            assertThat(ExpectedHistory.said(store.queries(), key(1, 0))).isEqualTo(expected.contents(key(1, 0)));
            assertThat(store.stats().lost()).isZero();

            awaitCatalogued();
            if (daily) {
                expected.assertToldBy(store);
            }
            assertThat(store.administration().recount(false))
                    .satisfies(
                            recount -> assertThat(recount.wrongConversations()).isZero())
                    .satisfies(recount -> assertThat(recount.wrongUsage()).isZero());
            assertThat(warnings.all()).isEmpty();
        }
    }

    /** In milliseconds, for example. */
    @Test
    void shouldCountRowsOfImpossibleMoments() throws SQLException {
        tables.create("");
        long noon = today.minusDays(9).atTime(12, 0).toEpochSecond(zone);
        List<GoTables.Row> rows = new ArrayList<>();
        for (long at : List.of(noon, noon * 1_000, 0L, -1L, Long.MAX_VALUE / 1_000, Long.MIN_VALUE / 1_000)) {
            rows.add(new GoTables.Row(1L, at, "c" + at, "m" + at, "user", "said", "m", 2L, null));
        }
        tables.insertMessages("", rows);
        tables.insertErrors("", rows);

        try (ConversationStore store = ConversationStore.open(config().build())) {
            awaitCatalogued();
            assertThat(store.administration().recount(false)).isEqualTo(new Recount(6, 0, 0, 0, 0, false));
            database.execute("UPDATE mes_daily_usage SET messages = 7");
            // In Greenwich, where this test is at noon only, 1970 began between two of the moments.
            int days = zone.equals(ZoneOffset.UTC) ? 5 : 4;
            assertThat(store.administration().recount(true)).isEqualTo(new Recount(6, 0, days, 0, 0, true));
            assertThat(store.queries().stats(1).dailyMessageCount())
                    .containsEntry("0000-01-01", 1L)
                    .containsEntry(today.minusDays(9).toString(), 1L)
                    .containsEntry("9999-12-31", 2L);
            rows.forEach(row -> assertThat(store.queries()
                            .messages(1, row.conversationId(), new MessageQuery(9, null, true))
                            .items())
                    .hasSize(1));
        }
    }
}
