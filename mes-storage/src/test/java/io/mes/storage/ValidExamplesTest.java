package io.mes.storage;

import static io.mes.storage.ExampleJson.A;
import static io.mes.storage.ExampleJson.Q;
import static io.mes.storage.ExampleJson.TOOLS;
import static io.mes.storage.ExampleJson.answer;
import static io.mes.storage.ExampleJson.asking;
import static io.mes.storage.ExampleJson.call;
import static io.mes.storage.ExampleJson.calls;
import static io.mes.storage.ExampleJson.example;
import static io.mes.storage.ExampleJson.result;
import static io.mes.storage.ExampleJson.said;
import static io.mes.storage.ExampleJson.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies that whatever clients and models send, every exported example is one that fine-tuning takes, for OpenAI refuses a
 * whole file for one line.
 */
@Timeout(60)
final class ValidExamplesTest {

    private final TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
    private final TestStore store = new TestStore(database, new TickingClock("2026-11-22T10:00:00Z"));

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    private void say(WireFormat format, String request, String answer) {
        store.offer(store.exchange(format, 1, "c", "[]", answer).request(TestStore.body(request), null));
        store.settle();
    }

    private void say(String request, String answer) {
        say(WireFormat.CHAT_COMPLETIONS, request, answer);
    }

    private String export() throws Exception {
        StringWriter out = new StringWriter();
        store.store()
                .transfer()
                .export(new ExportQuery(null, null, null, null, ExportFormat.OPENAI))
                .writeTo(out);
        String exported = out.toString();
        assertThat(exported.lines())
                .allSatisfy(line ->
                        assertThat(ExampleValidator.problems(line)).as(line).isEmpty());
        return exported;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "io.mes.storage.CallShapes#all",
        "io.mes.storage.FieldShapes#fields",
        "io.mes.storage.FieldShapes#nothingAsked",
        "io.mes.storage.ContentShapes#all"
    })
    void shouldBeValid(String what, WireFormat format, String request, String answer, @Nullable String expected)
            throws Exception {
        say(format, request, answer);

        assertThat(export()).as(what).isEqualTo(expected == null ? "" : expected);
    }

    /** Each sent again after the model called, as agents do. */
    @Test
    void shouldKeepCallsWhoseResultsCameWithTheNextRequest() throws Exception {
        say(asking(TOOLS, Q), answer(calls(call("c1")), "tool_calls"));
        say(asking(TOOLS, Q, calls(call("c1")), result("c1", "\"1\"")), answer("a"));
        say(asking("", Q, calls(call("c1")), result("c1", "\"1\""), A, Q), answer("a"));

        // The newest request has no tools, but there is a call in the line.
        assertThat(export())
                .isEqualTo(
                        example(TOOLS, Q, calls(call("c1")), said("tool", "\"1\",\"tool_call_id\":\"c1\""), A, Q, A));
    }

    @Test
    void shouldTakeToolsOfTheNewestRequestOnlyWhereNothingIsCalled() throws Exception {
        say(asking(TOOLS, Q), answer("a"));
        say(asking("", Q, A, Q), answer("a"));

        assertThat(export()).isEqualTo(example("", Q, A, Q, A));
    }

    @Test
    void shouldFindToolsThatAnEarlierReplyHolds() throws Exception {
        String large = TOOLS.replace("\"f\",", "\"f\",\"description\":\"" + "d".repeat(300) + "\",");
        say(asking(large, Q), answer(calls(call("c1")), "tool_calls"));
        say(asking(large, Q, calls(call("c1")), result("c1", "\"1\"")), answer("a"));
        say(asking("", Q, calls(call("c1")), result("c1", "\"1\""), A, Q), answer("a"));

        assertThat(export()).endsWith(large + "}\n");
    }

    /** The last results have no reply yet; so the example ends with the calls, whether all were answered or not. */
    @Test
    void shouldEndWithCallsWhereNoReplyFollows() throws Exception {
        String calls = calls(call("c1"), call("c2"));
        say(asking(TOOLS, Q), answer(calls, "tool_calls"));
        store.offer(store.exchange(1, "c", "[" + Q + "," + calls + "," + result("c1", "\"1\"") + "]", answer(""))
                .ended(200, Outcome.COMPLETED));
        store.settle();

        assertThat(export()).isEqualTo(example(TOOLS, Q, calls));
    }

    /** More results than are held back, over many pages. */
    @Test
    void shouldPairCallsAndLargeResults() throws Exception {
        String large = "\"" + "x".repeat(1_500_000) + "\"";
        String[] ids = {"c1", "c2", "c3", "c4", "c5"};
        String calls = calls(Stream.of(ids).map(ExampleJson::call).toArray(String[]::new));
        List<String> messages = new ArrayList<>(List.of(Q, calls));
        Stream.of(ids).limit(4).forEach(id -> messages.add(result(id, large)));
        messages.add(Q);
        say(asking(TOOLS, messages.toArray(new String[0])), answer("a"));

        assertThat(export())
                .startsWith(example("", Q, calls(call("c1"), call("c2"), call("c3"), call("c4")))
                        .replace("]}]}\n", "],\"weight\":0},"))
                .endsWith(",\"tool_call_id\":\"c4\"}," + Q + "," + A + "]" + TOOLS + "}\n")
                .hasSizeGreaterThan(6_000_000);
    }

    private static String delta(int choice, String text, String finishReason) {
        return "data: {\"choices\":[{\"index\":" + choice + ",\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":" + finishReason + "}]}\n\n";
    }

    /** Neither has a finish reason, but only the first says of the whole answer that it is not whole. */
    @ParameterizedTest
    @MethodSource("outcomes")
    void shouldNotTeachASecondChoiceThatWasBrokenOff(Outcome outcome) throws Exception {
        String stream = delta(0, "zero ha", "null") + delta(1, "one ha", "null");
        store.offer(store.exchange(1, "c", "[" + Q + "]", stream).ended(200, outcome));
        store.settle();
        say(asking("", Q, said("assistant", "\"one ha\""), user("\"go on\"")), answer("a"));

        assertThat(export())
                .isEqualTo(example("", Q, said("assistant", "\"one ha\",\"weight\":0"), user("\"go on\""), A));
    }

    static Outcome[] outcomes() {
        return Outcome.values();
    }

    /** One that came to its end may be learned, also beside one that did not. */
    @Test
    void shouldTeachASecondChoiceThatCameToItsEnd() throws Exception {
        String stream = delta(0, "zero ha", "null") + delta(1, "one", "\"stop\"");
        store.offer(store.exchange(1, "c", "[" + Q + "]", stream).ended(200, Outcome.CLIENT_CLOSED));
        store.settle();
        say(asking("", Q, said("assistant", "\"one\""), Q), answer("a"));

        assertThat(export()).isEqualTo(example("", Q, said("assistant", "\"one\""), Q, A));
    }

    /** Any row may say that it is JSON; what is none is a text. */
    @Test
    void shouldNotFailOnRowsThatAreNotWhatTheySay() throws Exception {
        say(asking("", Q), answer("a"));
        String table = "conversation_histories_2026_11_22";
        store.execute("UPDATE " + table
                + " SET content = '[{', other = '{\"mes\":{\"content\":\"json\"}}' WHERE role = 'user'");

        assertThat(export()).isEqualTo(example("", user("\"[{\""), A));
    }
}
