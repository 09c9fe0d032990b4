package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.redact.Redactor;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that what is to be masked is in no column of any table, wherever it was said. */
@OnEveryEngine
@Timeout(60)
final class RedactedStoreTest {

    private static final String SECRET = "bob@example.com";
    private static final String ESCAPED = "bob\\u0040example.com";

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    RedactedStoreTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : List.of(
                "conversation_histories_2026_11_22",
                "error_conversation_histories_2026_11_22",
                "mes_conversations",
                "mes_daily_usage")) {
            database.query("SELECT * FROM " + table).forEach(row -> all.add(row.toString()));
        }
        return all;
    }

    private void say(TestStore store) {
        store.offer(store.chat(1, "plain", "You are " + SECRET, "I am " + SECRET));
        store.offer(store.exchange(
                1,
                "structured",
                "[{\"role\":\"user\",\"name\":\"" + SECRET + "\",\"content\":[{\"type\":\"text\",\"text\":\"" + ESCAPED
                        + "\"}]},{\"role\":\"tool\",\"tool_call_id\":\"t\",\"content\":\"{\\\"to\\\":\\\"" + SECRET
                        + "\\\"}\"}],\"user\":\"" + SECRET + "\",\"metadata\":{\"mail\":\"" + SECRET
                        + "\"},\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\""
                        + ESCAPED + "\"}}]",
                "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"reasoning\":\""
                        + SECRET
                        + "\",\"tool_calls\":[{\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
                        + "\"{\\\"to\\\":\\\"bob\\\\u0040example.com\\\"}\"}}]},\"logprobs\":{\"content\":[{\"token\":\""
                        + SECRET + "\"}]}}]}"));
        store.offer(store.exchange(
                        1,
                        "failed",
                        "[{\"role\":\"user\",\"content\":\"" + SECRET + "\"}]",
                        "{\"error\":{\"message\":\"" + SECRET + "\"}}")
                .ended(400, Outcome.COMPLETED));
        store.offer(store.chat(1, "thrown", "", "hi")
                .response(Body.EMPTY, null)
                .ended(500, Outcome.UPSTREAM_ERROR)
                .failure("java.lang.IllegalStateException: no mailbox of " + SECRET));
        store.offer(store.chat(1, "malformed", "yes")
                .request(TestStore.body("I am no JSON but " + SECRET), null)
                .response(TestStore.body("nor am I, " + SECRET), null));
        store.offer(store.chat(1, "streamed", "yes", "hi")
                .response(
                        TestStore.body(String.join(
                                "\n\n",
                                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"bob@exa\"}}]}",
                                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"mple.com\"}}]}",
                                "data: [DONE]",
                                "")),
                        null));
        long now = clock.instant().getEpochSecond();
        store.store()
                .saveConversationHistory(new MessageRow(
                        1,
                        now,
                        now,
                        "rows",
                        "row-1",
                        "user",
                        SECRET,
                        "m",
                        0,
                        0,
                        0,
                        0,
                        0,
                        false,
                        null,
                        null,
                        "{\"name\":\"" + ESCAPED + "\"}",
                        null));
        store.store()
                .saveErrorConversationHistory(new ErrorRow(
                        1,
                        now,
                        "rows",
                        "row-2",
                        "user",
                        "[\"" + SECRET + "\"]",
                        "m",
                        0,
                        0,
                        500,
                        SECRET,
                        0,
                        0,
                        0,
                        null,
                        null));
    }

    @Test
    void shouldKeepItInNoColumn() throws SQLException {
        try (TestStore store = new TestStore(database, clock, config -> config.redactor(Redactor.of("email")))) {
            say(store);
            store.settle();

            assertThat(everything())
                    .hasSizeGreaterThan(10)
                    .noneMatch(row -> row.contains(SECRET))
                    .noneMatch(row -> row.contains("u0040"))
                    .noneMatch(row -> row.contains("redaction failed"));
            assertThat(
                            database.rows(
                                    "SELECT error_message FROM error_conversation_histories_2026_11_22 WHERE conversation_id = 'thrown'"))
                    .containsExactly("java.lang.IllegalStateException: no mailbox of [email]");
            assertThat(store.contents(1, "plain")).containsExactly("\"I am [email]\"", "\"You are [email]\"");
            assertThat(store.contents(1, "streamed")).containsExactly("\"hi\"", "\"[email]\"");
        }
    }

    @Test
    void shouldStoreAResentHistoryOnce() throws SQLException {
        try (TestStore store = new TestStore(database, clock, config -> config.redactor(Redactor.of("email")))) {
            store.offer(store.chat(1, "c", "You are " + SECRET, "I am " + SECRET));
            store.offer(store.chat(1, "c", "Bye", "I am " + SECRET, "You are " + SECRET, "Thanks"));

            assertThat(store.contents(1, "c"))
                    .containsExactly("\"I am [email]\"", "\"You are [email]\"", "\"Thanks\"", "\"Bye\"");
            assertThat(database.rows("SELECT COUNT(*) FROM conversation_histories_2026_11_22"))
                    .containsExactly("4");
        }
    }

    @Test
    void shouldKeepEverythingWhereNothingIsToBeMasked() throws SQLException {
        try (TestStore store = new TestStore(database, clock)) {
            say(store);
            store.settle();

            assertThat(everything().stream().filter(row -> row.contains(SECRET) || row.contains(ESCAPED)))
                    .hasSizeGreaterThan(8);
        }
    }
}
