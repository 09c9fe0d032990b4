package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.row.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that requests out of the ordinary are given back as they were, or as what they were. */
@OnEveryEngine
@Timeout(60)
final class RestoredRequestTest {

    private final TestDatabase database;

    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private TestStore store;

    RestoredRequestTest(TestEngine engine) {
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

    private String restored(Body request) {
        return restored(WireFormat.CHAT_COMPLETIONS, request);
    }

    private String restored(WireFormat format, Body request) {
        store.offer(
                store.exchange(format, 1, "c", "[]", TestStore.reply("a", 10)).request(request, null));
        List<StoredMessage> messages = store.store()
                .queries()
                .messages(1, "c", new MessageQuery(100, null, true))
                .items();
        String reply = messages.get(messages.size() - 1).messageId();
        return store.store().queries().request(1, "c", reply);
    }

    private String restored(String request) {
        return restored(TestStore.body(request));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messages\":[{\"role\":\"user\",\"content\":\"no parameters\"}]}",
                "{\"model\":\"m\"}",
                "{}",
                "{\"model\":\"m\",\"messages\":[]}",
                "{\"model\":\"m\",\"messages\":null}",
                "{\"model\":\"m\",\"messages\":\"hello\"}",
                "{\"model\":\"m\",\"messages\":{\"role\":\"user\"}}",
                "{\"model\":\"m\",\"messages\":[1,\"x\",null,[],{}]}",
                "{\"model\":\"m\",\"messages\":[{\"content\":1},1]}",
                "{\"model\":\"m\",\"messages\":[{\"content\":\"x\",\"role\":7}]}"
            })
    void shouldGiveBackWhatWasSent(String request) {
        assertThat(restored(request)).isEqualTo(request);
    }

    /** The messages are there, but not in the form in which they were sent. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            COMPLETIONS | {"model":"m","prompt":"q","n":2}
            RESPONSES   | {"model":"m","n":2,"input":[{"role":"user","content":[{"type":"input_text","text":"q"}]}]}
            MESSAGES    | {"model":"m","n":2,"messages":[{"role":"user","content":[{"type":"text","text":"q"}]}]}
            """)
    void shouldSayWhenARequestWasWrittenOtherwise(WireFormat format, String request) {
        assertThat(restored(format, TestStore.body(request)))
                .isEqualTo("{\"model\":\"m\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],"
                        + "\"mes\":{\"format\":\"" + format.label() + "\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[1]",
                "null",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]} garbage",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"us",
                "{\"model\":\"m\",\"temperature\":NaN,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\u0000\"}]}"
            })
    void shouldGiveBackTheTextOfABodyThatWasNotJson(String request) {
        assertThat(restored(request))
                .isEqualTo("{\"mes\":{\"unparsed\":true,\"body\":" + JsonText.quote(request) + "}}");
    }

    @Test
    void shouldSayWhenALimitCutOffTheRequest() {
        byte[] kept =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"user\",\"content\":\"an end"
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(restored(Body.of(List.of(kept), kept.length, 1000)))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                        + "{\"role\":\"user\",\"content\":\"an end\"}],"
                        + "\"mes\":{\"truncated\":true}}");
    }

    @Test
    void shouldGiveBackEveryRepetition() {
        String system = TestStore.message("system", "a");
        String request =
                "{\"model\":\"m\",\"messages\":[" + system + "," + system + "," + TestStore.message("user", "q") + "]}";
        assertThat(restored(request)).isEqualTo(request);
        assertThat(store.contents(1, "c")).containsExactly("\"a\"", "\"a\"", "\"q\"", "\"a\"");
    }

    @Test
    void shouldGiveBackARequestWhoseWindowRepeatsMessages() {
        restored("{\"model\":\"m\",\"messages\":[" + TestStore.message("user", "ok") + "]}");
        String again = "{\"model\":\"m\",\"messages\":["
                + String.join(
                        ",",
                        TestStore.message("user", "q2"),
                        TestStore.message("assistant", "hi"),
                        TestStore.message("user", "q1"),
                        TestStore.message("assistant", "hi"),
                        TestStore.message("user", "ok"),
                        TestStore.message("assistant", "a"),
                        TestStore.message("user", "q2"))
                + "]}";

        assertThat(restored(again)).isEqualTo(again);
    }
}
