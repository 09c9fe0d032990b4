package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies the store from the offer of an exchange to its rows and answers. */
@OnEveryEngine
@Timeout(60)
final class ConversationStoreTest {

    private static final String TODAY = "conversation_histories_2026_11_22";
    private static final String TODAYS_ERRORS = "error_conversation_histories_2026_11_22";

    private final TestDatabase database;

    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private TestStore store;

    ConversationStoreTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @BeforeEach
    void open() {
        store = new TestStore(database, clock);
    }

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    @Test
    void shouldSayThatWhatComesBehindItsEndIsLost() {
        store.close();
        try (Warnings warnings = new Warnings()) {
            assertThat(store.store().offer(store.chat(1, "c", "hello", "hi").build()))
                    .isFalse();
            assertThat(warnings.all()).singleElement().asString().contains("The store is closed");
        }
    }

    @Test
    void shouldWriteARowForEachMessage() throws SQLException {
        store.offer(store.chat(1, "c", "hello", "hi").timing(Duration.ofMillis(321), Duration.ofMillis(123)));
        store.settle();

        List<Map<String, String>> rows = store.query("SELECT * FROM " + TODAY);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0))
                .containsOnlyKeys(
                        "id",
                        "user_id",
                        "created_at",
                        "updated_at",
                        "conversation_id",
                        "message_id",
                        "role",
                        "content",
                        "model_name",
                        "token_id",
                        "channel_id",
                        "prompt_tokens",
                        "completion_tokens",
                        "total_tokens",
                        "is_stream",
                        "finish_reason",
                        "usage",
                        "other",
                        "ip")
                .containsEntry("user_id", "1")
                .containsEntry("created_at", "1795341600")
                .containsEntry("updated_at", "1795341600")
                .containsEntry("conversation_id", "c")
                .containsEntry("role", "user")
                .containsEntry("content", "hi")
                .containsEntry("model_name", "m")
                .containsEntry("token_id", "21")
                .containsEntry("channel_id", "31")
                .containsEntry("total_tokens", "0")
                .containsEntry("is_stream", "0")
                .containsEntry("usage", null)
                .containsEntry("ip", "10.0.0.1");
        assertThat(rows.get(1))
                .containsEntry("role", "assistant")
                .containsEntry("content", "hello")
                .containsEntry("prompt_tokens", "1")
                .containsEntry("completion_tokens", "9")
                .containsEntry("total_tokens", "10")
                .containsEntry("finish_reason", "stop")
                .containsEntry("usage", "{\"prompt_tokens\":1,\"completion_tokens\":9,\"total_tokens\":10}");
        assertThat(rows.get(1).get("other"))
                .startsWith("{\"mes\":{\"choice\":0,")
                .contains("\"status\":200,\"latency_ms\":321,\"first_byte_ms\":123,\"request\":{\"model\":\"m\"}");
        assertThat(rows.get(1).get("message_id"))
                .isEqualTo(rows.get(0).get("message_id").toString().replaceFirst("0$", "1"));
    }

    @Test
    void shouldWriteErrorRowsOfTheirOwnColumns() throws SQLException {
        store.offer(store.chat(1, "c", "", "hi")
                .response(TestStore.body("{\"error\":{\"message\":\"no\"}}"), null)
                .ended(503, Outcome.COMPLETED));
        store.settle();

        assertThat(store.query("SELECT * FROM " + TODAYS_ERRORS))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsOnlyKeys(
                                "id",
                                "user_id",
                                "created_at",
                                "conversation_id",
                                "message_id",
                                "role",
                                "content",
                                "model_name",
                                "token_id",
                                "channel_id",
                                "error_code",
                                "error_message",
                                "prompt_tokens",
                                "completion_tokens",
                                "total_tokens",
                                "other",
                                "ip")
                        .containsEntry("error_code", "503")
                        .containsEntry("error_message", "no")
                        .containsEntry("content", "hi"));
        assertThat(store.rows("SELECT * FROM " + TODAY)).isEmpty();
        assertThat(store.store()
                        .queries()
                        .conversations(1, ConversationQuery.newest(10, 0))
                        .items())
                .isEmpty();
    }

    @Test
    void shouldKeepWhatAStreamSaidBeforeItFailedAndTheError() throws SQLException {
        store.offer(store.chat(1, "c", "", "hi").response(TestStore.body("""
                                data: {"choices":[{"index":0,"delta":{"content":"half an"}}]}

                                data: {"error":{"message":"overloaded","code":529}}

                                """), null));
        store.settle();

        assertThat(store.contents(1, "c")).containsExactly("\"hi\"", "\"half an\"");
        assertThat(store.rows("SELECT finish_reason, other FROM " + TODAY + " WHERE role = 'assistant'"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .startsWith("upstream_error|")
                        .contains("\"partial\":true", "\"error\":{\"message\":\"overloaded\",\"code\":529}"));
        assertThat(store.rows("SELECT content, error_code, error_message FROM " + TODAYS_ERRORS))
                .containsExactly("hi|529|overloaded");
    }

    @Test
    void shouldSpreadAConversationOverItsDays() throws SQLException {
        store.offer(store.chat(1, "c", "a1", "q1"));
        clock.set("2026-11-23T00:00:00Z");
        store.offer(store.chat(1, "c", "a2", "q1", "a1", "q2"));
        clock.set("2026-12-01T23:59:59Z");
        store.offer(store.chat(1, "c", "a3", "q1", "a1", "q2", "a2", "q3"));

        assertThat(store.contents(1, "c")).containsExactly("\"q1\"", "\"a1\"", "\"q2\"", "\"a2\"", "\"q3\"", "\"a3\"");
        assertThat(store.rows("SELECT content FROM conversation_histories_2026_11_23"))
                .containsExactly("q2", "a2");
        assertThat(store.rows("SELECT first_day, last_day, days, message_count, total_tokens, title"
                        + " FROM mes_conversations"))
                .containsExactly("2026-11-22|2026-12-01|20261122,20261123,20261201|6|30|q1");
        assertThat(store.store().queries().stats(1).dailyMessageCount())
                .containsExactly(Map.entry("2026-11-22", 2L), Map.entry("2026-11-23", 2L), Map.entry("2026-12-01", 2L));
    }

    @Test
    void shouldGoByTheTimeZone() throws SQLException {
        store.close();
        store = new TestStore(database, clock, config -> config.zone(ZoneId.of("Asia/Shanghai")));
        clock.set("2026-11-22T16:30:00Z");
        store.offer(store.chat(1, "c", "a", "q"));
        store.settle();

        assertThat(store.rows("SELECT content FROM conversation_histories_2026_11_23"))
                .hasSize(2);
    }

    @Test
    void shouldReadBaseTablesAndDaysTogether() throws SQLException {
        store.close();
        store = new TestStore(database, clock, config -> config.dailyPartition(false));
        store.offer(store.chat(1, "c", "a1", "q1"));
        store.offer(store.chat(1, "c", "", "fails").ended(500, Outcome.COMPLETED));
        store.close();
        clock.advance(Duration.ofMinutes(1));
        store = new TestStore(database, clock);
        store.offer(store.chat(1, "c", "a2", "q1", "a1", "q2"));
        store.offer(store.chat(1, "c", "", "fails again").ended(500, Outcome.COMPLETED));

        assertThat(store.contents(1, "c")).containsExactly("\"q1\"", "\"a1\"", "\"q2\"", "\"a2\"");
        assertThat(store.rows("SELECT content FROM conversation_histories")).containsExactly("q1", "a1");
        assertThat(store.rows("SELECT content FROM " + TODAY)).containsExactly("q2", "a2");
        assertThat(store.store().queries().errors(1, new ErrorQuery(10, null)).items())
                .extracting(error -> error.message().toFields().get("content"))
                .containsExactly("\"fails again\"", "\"fails\"");
        assertThat(store.store().queries().delete(1, "c")).isEqualTo(4);
        assertThat(store.rows("SELECT * FROM mes_daily_usage")).isEmpty();
        assertThat(store.rows("SELECT * FROM error_conversation_histories")).isEmpty();
    }

    @Test
    void shouldGoOnAfterBeingOpenedAgain() {
        store.offer(store.chat(1, "c", "a1", "q1"));
        store.close();
        store = new TestStore(database, clock);
        store.offer(store.chat(1, "c", "a2", "q1", "a1", "q2"));

        assertThat(store.contents(1, "c")).containsExactly("\"q1\"", "\"a1\"", "\"q2\"", "\"a2\"");
    }

    @Test
    void shouldStoreAnExchangeOnceThatIsOfferedTwice() throws SQLException {
        Exchange exchange = store.chat(1, "c", "a", "q").build();
        store.store().offer(exchange);
        store.settle();
        store.store().offer(exchange);
        store.store().offer(exchange);
        store.settle();

        assertThat(store.rows("SELECT content FROM " + TODAY)).containsExactly("q", "a");
        assertThat(store.rows("SELECT message_count FROM mes_conversations")).containsExactly("2");
        assertThat(store.rows("SELECT messages, tokens FROM mes_daily_usage")).containsExactly("2|10");
        assertThat(store.store().stats().failed()).isZero();
    }

    @Test
    void shouldNotLetADeletedConversationComeBack() throws SQLException {
        store.offer(store.chat(1, "c", "a1", "q1"));
        Exchange underWay = store.chat(1, "c", "a2", "q1", "a1", "q2")
                .timing(Duration.ofSeconds(5), null)
                .build();
        clock.advance(Duration.ofSeconds(3));
        assertThat(store.store().queries().delete(1, "c")).isEqualTo(2);
        store.store().offer(underWay);

        assertThatThrownBy(() -> store.contents(1, "c")).isInstanceOf(NotFoundException.class);
        assertThat(store.rows("SELECT * FROM " + TODAY)).isEmpty();
        assertThat(store.store().stats().discarded()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(30));
        store.offer(store.chat(1, "c", "b1", "new"));
        assertThat(store.contents(1, "c")).containsExactly("\"new\"", "\"b1\"");
        assertThat(store.store().queries().delete(1, "c")).isEqualTo(2);
    }

    @Test
    void shouldDeleteAConversationOfErrorsOnly() throws SQLException {
        store.offer(store.chat(1, "c", "", "q").ended(500, Outcome.COMPLETED));
        assertThatThrownBy(() -> store.store().queries().delete(2, "c")).isInstanceOf(NotFoundException.class);

        assertThat(store.store().queries().delete(1, "c")).isZero();
        assertThat(store.rows("SELECT * FROM " + TODAYS_ERRORS)).isEmpty();
        assertThat(store.store().queries().errors(1, new ErrorQuery(10, null)).items())
                .isEmpty();
    }

    @Test
    void shouldReadPastADayThatWasDroppedByHand() throws SQLException {
        store.offer(store.chat(1, "c", "a1", "q1"));
        clock.advance(Duration.ofDays(1));
        store.offer(store.chat(1, "c", "a2", "q1", "a1", "q2"));
        store.settle();
        store.execute("DROP TABLE " + TODAY, "DROP TABLE " + TODAYS_ERRORS);

        assertThat(store.contents(1, "c")).containsExactly("\"q2\"", "\"a2\"");
        assertThat(store.store().queries().delete(1, "c")).isEqualTo(2);
    }

    @Test
    void shouldMakeTablesAnewThatWereDroppedByHand() throws SQLException {
        store.execute(
                "DROP TABLE " + TODAY,
                "DROP TABLE " + TODAYS_ERRORS,
                "DROP TABLE mes_conversations",
                "DROP TABLE mes_daily_usage");
        store.offer(store.chat(1, "c", "a", "q"));

        assertThat(store.contents(1, "c")).hasSize(2);
    }

    @Test
    void shouldSaveRowsOfTheCallersOwn() throws SQLException {
        MessageRow row = new MessageRow(
                1,
                1795341600,
                1795341600,
                "c",
                "own-1",
                "user",
                "123",
                "m",
                2,
                3,
                4,
                5,
                9,
                false,
                null,
                null,
                null,
                null);
        store.store().saveConversationHistory(row);
        store.store()
                .saveErrorConversationHistory(new ErrorRow(
                        1, 1795341600, "c", "own-2", "user", "q", "m", 2, 3, 429, "slow", 0, 0, 0, null, null));

        assertThat(store.contents(1, "c")).containsExactly("\"123\"");
        assertThat(store.store().queries().stats(1).totalTokens()).isEqualTo(9);
        assertThat(store.store().queries().errors(1, new ErrorQuery(10, null)).items())
                .hasSize(1);
        assertThat(store.store().queries().delete(1, "c")).isEqualTo(1);
        assertThat(store.rows("SELECT * FROM mes_daily_usage")).isEmpty();
    }

    @Test
    void shouldNameItsTables() throws SQLException {
        LocalDate day = LocalDate.of(2026, 1, 2);
        store.store().createTableIfNotExists(day);
        store.store().createTableIfNotExists(day);
        store.execute("CREATE TABLE conversation_histories_2026_13_01 (id INTEGER)");

        assertThat(store.store().getConversationHistoryTableName(day)).isEqualTo("conversation_histories_2026_01_02");
        assertThat(store.store().getErrorConversationHistoryTableName(day))
                .isEqualTo("error_conversation_histories_2026_01_02");
        assertThat(store.store().getExistingPartitionTables())
                .startsWith("conversation_histories_2026_01_02", TODAY)
                .doesNotContain("conversation_histories_2026_13_01");
    }

    @Test
    void shouldSayWhyItCannotBeOpened(@TempDir Path directory) {
        StorageConfig config = StorageConfig.builder(Dsn.parse(
                        "local", directory.resolve("no/such/directory/mes.db").toString()))
                .build();

        assertThatThrownBy(() -> ConversationStore.open(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("SQLITE_PATH")
                .hasMessageContaining("existing directory");
    }

    @Test
    void shouldRefuseAndCountWhatComesAfterItsEnd() {
        store.close();

        assertThat(store.store().offer(store.chat(1, "c", "a", "q").build())).isFalse();
        assertThat(store.store().stats().droppedClosed()).isEqualTo(1);
    }

    @Test
    void shouldKeepNothingButUsageIfAskedTo() throws SQLException {
        store.close();
        store = new TestStore(database, clock, config -> config.honorStore(true));
        store.offer(store.chat(1, "c", "a", "q").headers(Map.of("x-mes-store", "False")));
        store.offer(store.chat(1, "c", "a", "q")
                .request(TestStore.body("{\"model\":\"m\",\"store\":false,\"messages\":[]}"), null));
        store.settle();

        assertThat(store.rows("SELECT * FROM " + TODAY)).isEmpty();
        assertThat(store.rows("SELECT * FROM mes_conversations")).isEmpty();
        assertThat(store.rows("SELECT model_name, messages, tokens FROM mes_daily_usage"))
                .containsExactly("m|0|20");
        assertThat(store.store().queries().stats(1).totalTokens()).isEqualTo(20);
        assertThat(store.store().queries().stats(1).modelsUsed()).isEmpty();
    }

    @Test
    void shouldStoreEveryRequestWholeIfToldTo() throws SQLException {
        store.close();
        store = new TestStore(database, clock, config -> config.storeWhole(true));
        store.offer(store.chat(1, "c", "a1", "q1"));
        store.offer(store.chat(1, "c", "a2", "q1", "a1", "q2"));
        store.settle();

        assertThat(store.rows("SELECT content FROM " + TODAY)).containsExactly("q1", "a1", "q1", "a1", "q2", "a2");
        assertThat(store.contents(1, "c")).hasSize(6);
    }
}
