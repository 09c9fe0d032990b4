package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.config.Engine;
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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that ids are told apart to the letter, also in tables of the Go MES whose collation does not. */
@OnEveryEngine
@Timeout(120)
final class TakenOverIdsTest {

    private static final String PLAIN = "";
    private static final String LATIN = "DEFAULT CHARSET=latin1";
    private static final String GENERAL = "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci";

    /** No index of it holds ids in four-byte characters. */
    private static final String COMPACT = "ROW_FORMAT=COMPACT DEFAULT CHARSET=utf8mb3";

    private static final List<String> IDS = List.of("Case", "case", "CASE", "c\u00e1se");
    private static final long USER = 1;

    private final TestDatabase database;
    private final ExpectedHistory expected = new ExpectedHistory();
    private final ExchangeIds ids = new ExchangeIds();
    private final ZoneOffset zone;
    private final LocalDate today;

    TakenOverIdsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        this.zone =
                ZoneOffset.ofHours(12 - Instant.now().atOffset(ZoneOffset.UTC).getHour());
        this.today = LocalDate.now(zone);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private boolean isMySql() {
        return database.engine().engine() == Engine.MYSQL;
    }

    private StorageConfig config() {
        return StorageConfig.builder(database.dsn())
                .zone(zone)
                .upkeepInterval(Duration.ofMillis(20))
                .build();
    }

    private static ConversationKey key(String id) {
        return new ConversationKey(USER, id);
    }

    private static String suffix(LocalDate day) {
        return "_" + day.toString().replace('-', '_');
    }

    /** The base tables, those of an old day, and today's, each with every id in several rows. */
    private void fill(String options) throws SQLException {
        GoTables tables = new GoTables(database, isMySql() ? options : "");
        fill(tables, "", today.minusDays(9));
        fill(tables, suffix(today.minusDays(2)), today.minusDays(2));
        fill(tables, suffix(today), today);
    }

    private void fill(GoTables tables, String suffix, LocalDate day) throws SQLException {
        tables.create(suffix);
        long at = day.atStartOfDay(zone).toEpochSecond();
        for (String id : IDS) {
            // One second for all: also their counts must not be mixed.
            String title = "said to " + id;
            String model = "model-" + id;
            GoTables.Row said =
                    new GoTables.Row(USER, at, id, "chatcmpl-" + id, "user", title, model, 10L + IDS.indexOf(id), null);
            tables.insertMessages(suffix, List.of(said, said));
            tables.insertErrors(suffix, List.of(said));
            for (int i = 0; i < 2; i++) {
                expected.addMessage(key(id), at, day, JsonText.quote(title), title, model, 10L + IDS.indexOf(id));
            }
            expected.addError(key(id), at, day, JsonText.quote(title), model);
        }
    }

    private void chat(ConversationStore store, String id) {
        Instant now = Instant.now();
        String request = "{\"model\":\"m\",\"messages\":[" + TestStore.message("user", "more of " + id) + "]}";
        Exchange exchange = Exchange.builder(ids.next(now.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, now)
                .caller(new Identity(USER, 1, 2, false), "10.0.0.1")
                .conversationId(id)
                .ended(200, Outcome.COMPLETED)
                .request(TestStore.body(request), null)
                .response(TestStore.body(TestStore.reply("answer", 10)), null)
                .build();
        assertThat(store.offer(exchange)).isTrue();
        expected.addMessage(
                key(id), now.getEpochSecond(), today, JsonText.quote("more of " + id), "more of " + id, "m", 0);
        expected.addMessage(key(id), now.getEpochSecond(), today, "\"answer\"", "", "m", 10);
    }

    private void delete(ConversationStore store, String id) {
        assertThat(store.queries().delete(USER, id))
                .isEqualTo(expected.contents(key(id)).size());
        expected.delete(key(id));
        assertGone(store, id);
    }

    private static void assertGone(ConversationStore store, String id) {
        assertThatThrownBy(() -> store.queries().messages(USER, id, new MessageQuery(1, null, true)))
                .isInstanceOf(NotFoundException.class);
    }

    private void assertRead(ConversationStore store) {
        for (ConversationKey key : expected.conversations()) {
            assertThat(ExpectedHistory.said(store.queries(), key)).as("%s", key).isEqualTo(expected.contents(key));
        }
    }

    private void awaitCatalogued() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.rows("SELECT partition_key FROM mes_partitions"
                                + " WHERE catalogued_messages < legacy_messages OR catalogued_errors < legacy_errors")
                        .isEmpty());
    }

    private List<String> foreignCollations() throws SQLException {
        return isMySql()
                ? database.rows("SELECT collation_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name LIKE '%conversation_histories%' AND collation_name <> 'utf8mb4_bin'"
                        + " AND column_name IN ('conversation_id', 'message_id')")
                : List.of();
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, LATIN, GENERAL, COMPACT})
    void shouldTellIdsApartThatDifferInCaseOnly(String options) throws SQLException {
        fill(options);
        UpkeepGate gate = new UpkeepGate(database.dataSource());
        try (Warnings warnings = new Warnings();
                ConversationStore store = ConversationStore.open(gate.source(), config())) {
            assertRead(store);
            assertGone(store, "cAsE");
            assertGone(store, "\u65e5\u672c");
            assertThatThrownBy(() -> store.queries().delete(USER, "\u65e5\u672c"))
                    .isInstanceOf(NotFoundException.class);
            delete(store, "case");
            assertRead(store);
            chat(store, "CASE");
            chat(store, "case");
            assertRead(store);

            gate.open();
            awaitCatalogued();
            chat(store, "\u65e5\u672c");
            expected.assertToldBy(store);
            delete(store, "CASE");
            delete(store, "\u65e5\u672c");
            expected.assertToldBy(store);
            assertThat(store.administration().recount(true)).isEqualTo(new Recount(5, 0, 0, 0, 0, true));
            delete(store, "Case");
            expected.assertToldBy(store);

            boolean kept = isMySql() && options.equals(COMPACT);
            assertThat(foreignCollations().isEmpty()).isNotEqualTo(kept);
            assertThat(warnings.all().stream().anyMatch(text -> text.contains("keep their collation")))
                    .isEqualTo(kept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LATIN, COMPACT})
    void shouldLetTheOtherProgramInsertWhatItDid(String options) throws SQLException {
        fill(options);
        try (ConversationStore store = ConversationStore.open(config())) {
            awaitCatalogued();
            assertRead(store);
            database.execute("INSERT INTO conversation_histories (user_id, created_at) VALUES (2, 1)");
            assertThat(database.rows(
                            "SELECT conversation_id, message_id FROM conversation_histories WHERE user_id = 2"))
                    .containsExactly("null|null");
        }
    }
}
