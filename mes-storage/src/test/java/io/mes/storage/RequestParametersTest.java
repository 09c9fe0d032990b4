package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.row.StoredMessage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that large parameters of requests, such as tool definitions, are stored once and given back with each. */
@OnEveryEngine
@Timeout(120)
final class RequestParametersTest {

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T12:00:00Z");
    private TestStore store;

    RequestParametersTest(TestEngine engine) {
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

    private static String tools(String name) {
        String properties = "\"a\":{\"type\":\"string\",\"description\":\"" + "long ".repeat(80) + "\"}";
        return "[{\"type\":\"function\",\"function\":{\"name\":\"" + name
                + "\",\"parameters\":{\"type\":\"object\",\"properties\":{" + properties + "}}}}]";
    }

    private static String request(String tools, int turn) {
        StringBuilder messages = new StringBuilder();
        for (int i = 1; i < turn; i++) {
            messages.append(TestStore.message("user", "q" + i)).append(',');
            messages.append(TestStore.message("assistant", "a" + i)).append(',');
        }
        return "{\"model\":\"m\",\"tools\":" + tools + ",\"tool_choice\":\"auto\",\"messages\":[" + messages
                + TestStore.message("user", "q" + turn) + "]}";
    }

    private void turn(String conversation, String tools, int turn) {
        store.offer(store.exchange(1, conversation, "[]", TestStore.reply("a" + turn, 10))
                .request(TestStore.body(request(tools, turn)), null));
        clock.advance(Duration.ofMinutes(1));
        store.settle();
    }

    private List<String> replies(String conversation) {
        return store.store().queries().messages(1, conversation, new MessageQuery(100, null, true)).items().stream()
                .filter(StoredMessage::holdsRequest)
                .map(StoredMessage::messageId)
                .toList();
    }

    private String restored(String conversation, String reply) {
        return store.store().queries().request(1, conversation, reply);
    }

    private List<String> holders(String tool) throws SQLException {
        String table = "conversation_histories_";
        return store.rows("SELECT message_id FROM " + table + "2026_11_22 WHERE other LIKE '%" + tool
                + "%' UNION ALL SELECT message_id FROM " + table + "2026_11_23 WHERE other LIKE '%" + tool
                + "%' ORDER BY message_id");
    }

    @Test
    void shouldStoreDefinitionsOnceAndGiveThemBackEachTime() throws SQLException {
        for (int turn = 1; turn <= 6; turn++) {
            turn("c", turn == 4 ? tools("other") : tools("find"), turn);
        }

        List<String> replies = replies("c");
        assertThat(replies).hasSize(6);
        for (int turn = 1; turn <= 6; turn++) {
            assertThat(restored("c", replies.get(turn - 1)))
                    .isEqualTo(request(turn == 4 ? tools("other") : tools("find"), turn));
        }
        assertThat(holders("\"name\":\"find\"")).containsExactly(replies.get(0));
        assertThat(holders("\"name\":\"other\"")).containsExactly(replies.get(3));
    }

    @Test
    void shouldStoreThemAgainInAnotherConversation() throws SQLException {
        turn("c", tools("find"), 1);
        turn("d", tools("find"), 1);

        assertThat(holders("\"name\":\"find\"")).hasSize(2);
    }

    /** A day can be dropped, and others must not need it. */
    @Test
    void shouldStoreThemAgainOnAnotherDay() throws SQLException {
        turn("c", tools("find"), 1);
        clock.advance(Duration.ofDays(1));
        turn("c", tools("find"), 2);
        turn("c", tools("find"), 3);
        List<String> replies = replies("c");
        assertThat(holders("\"name\":\"find\"")).containsExactly(replies.get(0), replies.get(1));
        assertThat(restored("c", replies.get(2))).isEqualTo(request(tools("find"), 3));

        store.store().administration().dropDay(LocalDate.parse("2026-11-22"));

        assertThat(restored("c", replies.get(2)))
                .startsWith("{\"model\":\"m\",\"tools\":" + tools("find"))
                .endsWith("\"mes\":{\"incomplete\":true}}")
                .doesNotContain("q1")
                .contains("q2");
    }

    @Test
    void shouldKeepAFieldThatIsNull() {
        turn("c", "null", 1);
        turn("c", tools("find"), 2);
        turn("c", "null", 3);

        assertThat(restored("c", replies("c").get(2))).isEqualTo(request("null", 3));
    }
}
