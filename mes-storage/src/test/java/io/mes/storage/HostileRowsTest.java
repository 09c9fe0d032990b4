package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.json.JsonReader;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Recount;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.transfer.ConversationImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies that rows which say what none should, however they came here, neither stop what counts nor break what is read. */
@OnEveryEngine
@Timeout(60)
final class HostileRowsTest {

    private static final long MOST = 1L << 53;
    private static final String TOKENS = "SELECT tokens FROM mes_daily_usage WHERE user_id = 1 AND model_name = 'm'";

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private TestStore store;

    HostileRowsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @BeforeEach
    void open() {
        store = new TestStore(database, clock, config -> config.completions(true));
    }

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    /** A line's message, with further fields. */
    private static String user(String fields) {
        return "{\"message_id\":\"e-000000\",\"role\":\"user\",\"created_at\":1795341600,\"model_name\":\"m\","
                + "\"content\":\"q\"" + fields + "}";
    }

    private List<String> load(String... messages) throws IOException {
        List<String> problems = new ArrayList<>();
        String line = "{\"mes\":1,\"conversation_id\":\"x\",\"messages\":[" + String.join(",", messages) + "]}";
        byte[] file = line.getBytes(StandardCharsets.UTF_8);
        new ConversationImport(store.store().transfer()::store, 1L, clock.instant())
                .read(new ByteArrayInputStream(file), problem -> problems.add(problem.message()));
        return problems;
    }

    private void save(String id, long tokens, String content, @Nullable String other) {
        long now = clock.instant().getEpochSecond();
        store.store()
                .saveConversationHistory(new MessageRow(
                        1, now, now, "x", id, "user", content, "m", 0, 0, 0, 0, tokens, false, null, null, other,
                        null));
    }

    private Recount recount(boolean repair) {
        return store.store().administration().recount(repair);
    }

    @ParameterizedTest
    @CsvSource({
        "prompt_tokens, 9223372036854775807",
        "completion_tokens, 9007199254740993",
        "total_tokens, 9223372036854775807",
        "total_tokens, -1",
        "total_tokens, -9223372036854775808"
    })
    void shouldRefuseCountsOfTokensThatAreNone(String field, String tokens) throws Exception {
        assertThat(load(user(",\"" + field + "\":" + tokens)))
                .singleElement()
                .asString()
                .contains("messages[0]." + field, "is no count of tokens", "9007199254740992");
        assertThat(database.rows("SELECT * FROM mes_conversations")).isEmpty();
    }

    @Test
    void shouldTakeTheMostThatTheLivePathTakes() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            rows.add(user(",\"total_tokens\":" + MOST).replace("e-000000", "e-" + i));
        }
        assertThat(load(rows.toArray(String[]::new))).isEmpty();

        assertThat(recount(false).wrongConversations()).isZero();
        assertThat(recount(false).wrongUsage()).isZero();
        assertThat(store.store().queries().stats(1).totalTokens()).isEqualTo(MOST);
    }

    /** As another program may have written them. */
    @Test
    void shouldCountAndGoOnWhateverRowsHold() throws SQLException {
        for (int i = 0; i < 3; i++) {
            save("id-" + i, Long.MAX_VALUE, "q", null);
        }
        save("id-3", -7, "q", null);
        store.offer(store.chat(1, "live", "a", "q"));
        store.settle();

        assertThat(recount(false).wrongConversations()).isZero();
        assertThat(recount(false).wrongUsage()).isZero();
        assertThat(database.rows(TOKENS)).containsExactly(String.valueOf(MOST));
        assertThat(store.store().queries().stats(1).totalTokens()).isEqualTo(MOST);
        assertThat(store.store().queries().delete(1, "x")).isEqualTo(4);
        recount(true);
        assertThat(database.rows(TOKENS)).containsExactly("10");
        assertThat(store.store().queries().stats(1).totalTokens()).isEqualTo(10);
    }

    /** A sum that is all that it can be already does not change by tokens of which nothing else was kept. */
    @Test
    void shouldFindNothingWrongWhereTokensWithoutRowsAreAddedToTheMost() throws Exception {
        save("a-000000", MOST, "q", null);
        store.execute("UPDATE mes_daily_usage SET unstored_tokens = 8");

        assertThat(recount(false).wrongUsage()).isZero();

        store.execute("UPDATE mes_daily_usage SET tokens = 5");
        assertThat(recount(true).wrongUsage()).isEqualTo(1);
        assertThat(recount(false).wrongUsage()).isZero();
        assertThat(database.rows(TOKENS)).singleElement().asString().contains(Long.toString(MOST));
    }

    /** An earlier MES let sums overflow. */
    @ParameterizedTest
    @CsvSource({"9223372036854775807", "9223372036854775805", "-9223372036854775808"})
    void shouldGoOnBehindSumsThatOverflowed(long tokens) throws SQLException {
        store.offer(store.chat(1, "c", "a", "q"));
        store.settle();
        database.execute("UPDATE mes_daily_usage SET tokens = " + tokens);
        database.execute("UPDATE mes_conversations SET total_tokens = " + tokens);

        store.offer(store.chat(1, "c", "b", "q", "a", "r"));
        store.settle();

        assertThat(store.store().stats().lost()).isZero();
        assertThat(store.messages(1, "c")).hasSize(4);
        assertThat(recount(true).wrongUsage()).isOne();
        assertThat(recount(false).wrongUsage()).isZero();
        assertThat(recount(false).wrongConversations()).isZero();
        assertThat(database.rows(TOKENS)).containsExactly("20");
    }

    @ParameterizedTest
    @CsvSource({"json", "bare"})
    void shouldRefuseContentThatIsNoJsonAlthoughTheRowSaysSo(String kind) throws Exception {
        String other = ",\"other\":{\"mes\":{\"content\":\"" + kind + "\"}}";

        assertThat(load(user(other).replace("\"q\"", "\"{broken\"")))
                .containsExactly("messages[0].content is no JSON, which other says that it is");
        assertThat(load(user(other).replace("\"q\"", "\"{}\""))).isEmpty();
        assertThat(store.messages(1, "x")).containsExactly("{\"role\":\"user\",\"content\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{broken | {\"mes\":{\"content\":\"json\"}} | {\"role\":\"user\",\"content\":\"{broken\"}",
                "{} {} | {\"mes\":{\"content\":\"json\"}} | {\"role\":\"user\",\"content\":\"{} {}\"}",
                "{broken | {\"mes\":{\"content\":\"bare\"}} | {\"role\":\"user\",\"content\":\"{broken\"}",
                "[1 | | {\"role\":\"user\",\"content\":\"[1\"}",
                "q | {\"mes\":7} | {\"role\":\"user\",\"content\":\"q\"}",
                "q | {\"mes\":{\"content\":{},\"parent\":[],\"choice\":\"x\",\"first_reply\":1,\"request\":3}} "
                        + "| {\"role\":\"user\",\"content\":\"q\"}",
                "q | {\"tool_calls\":[broken} | {\"role\":\"user\",\"content\":\"q\"}",
                "q | {\"mes\":{}} {\"tool_calls\":1} | {\"role\":\"user\",\"content\":\"q\"}"
            })
    void shouldReadWhateverRowsHold(String content, @Nullable String other, String message) {
        save("id-1", 1, content, other);

        StoredMessage read = store.store()
                .queries()
                .messages(1, "x", new MessageQuery(10, null, false))
                .items()
                .get(0);

        assertThat(read.toJson()).isEqualTo(message);
        assertThat(JsonReader.isJson(read.toExactJson())).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"{broken\"", "\"7\"", "\"[1]\"", "\"\""})
    void shouldNotTellOfUsageThatIsNone(String usage) throws Exception {
        String reply =
                "{\"message_id\":\"e-000001\",\"role\":\"assistant\",\"created_at\":1795341600,\"content\":\"a\","
                        + "\"model_name\":\"m\",\"usage\":" + usage
                        + ",\"other\":{\"mes\":{\"request\":{\"model\":\"m\"}}}}";
        assertThat(load(user(""), reply)).isEmpty();

        StoredCompletion completion = store.store().completions().find(1, "chatcmpl-e", Set.of());

        assertThat(completion.usage().raw()).isNull();
    }
}
