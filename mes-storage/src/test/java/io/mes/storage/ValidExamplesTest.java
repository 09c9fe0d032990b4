package io.mes.storage;

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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Verifies that whatever clients and models send, every exported example is one that fine-tuning takes, for OpenAI refuses a
 * whole file for one line.
 */
@Timeout(60)
final class ValidExamplesTest {

    private static final String TOOL =
            "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}";
    private static final String TOOLS = ",\"tools\":[" + TOOL + "]";
    private static final String CUSTOM = "{\"type\":\"custom\",\"custom\":{\"name\":\"code\"}}";
    private static final String CUSTOM_CALL =
            "{\"id\":\"cu1\",\"type\":\"custom\",\"custom\":{\"name\":\"code\",\"input\":\"1\"}}";
    private static final String ANTHROPIC_TOOLS =
            ",\"max_tokens\":9,\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";
    private static final String SMALL_TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
    private static final String RESPONSES_TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":null,\"parameters\":{\"type\":\"object\"}}]";
    private static final String PNG = "data:image/png;base64,AA";

    private final TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
    private final TestStore store = new TestStore(database, new TickingClock("2026-11-22T10:00:00Z"));

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    private static String user(String content) {
        return said("user", content);
    }

    private static String said(String role, String content) {
        return "{\"role\":\"" + role + "\",\"content\":" + content + "}";
    }

    private static String calls(String... calls) {
        return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + String.join(",", calls) + "]}";
    }

    private static String call(String id, String arguments) {
        return "{\"id\":\"" + id + "\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":" + arguments
                + "}}";
    }

    private static String call(String id) {
        return call(id, "\"{}\"");
    }

    private static String result(String id, String content) {
        return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":" + content + "}";
    }

    /** A request's body. */
    private static String asking(String more, String... messages) {
        return "{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]" + more + "}";
    }

    private static String answer(String message, @Nullable String finishReason) {
        return "{\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":"
                + (finishReason == null ? "null" : "\"" + finishReason + "\"") + "}]}";
    }

    private static String answer(String text) {
        return answer(said("assistant", "\"" + text + "\""), "stop");
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

    private static String example(String more, String... messages) {
        return "{\"messages\":[" + String.join(",", messages) + "]" + more + "}\n";
    }

    private static Arguments chat(String what, String request, String answer, @Nullable String expected) {
        return Arguments.of(what, WireFormat.CHAT_COMPLETIONS, request, answer, expected);
    }

    private static final String Q = user("\"q\"");
    private static final String A = said("assistant", "\"a\"");
    private static final String UNLEARNED = A.replace("}", ",\"weight\":0}");

    /** Calls and their results. */
    static Stream<Arguments> calls() {
        String mixed = calls(CUSTOM_CALL, call("m1"));
        String half = calls(call("c1"), call("c2"));
        String bothTools = ",\"tools\":[" + CUSTOM + "," + TOOL + "]";
        String onlyOne = calls(call("c1")).replace("]}", "],\"weight\":0}");
        return Stream.of(
                chat(
                        "a custom tool",
                        asking(
                                ",\"parallel_tool_calls\":false,\"tools\":[" + CUSTOM + "]",
                                Q,
                                calls(CUSTOM_CALL),
                                result("cu1", "\"1\""),
                                A,
                                user("\"r\"")),
                        answer("a"),
                        example("", Q, UNLEARNED, user("\"r\""), A)),
                chat(
                        "a custom tool and a function",
                        asking(bothTools, Q, mixed, result("cu1", "\"1\""), result("m1", "\"2\""), A, Q),
                        answer("a"),
                        example(
                                TOOLS,
                                Q,
                                calls(call("m1")).replace("]}", "],\"weight\":0}"),
                                said("tool", "\"2\",\"tool_call_id\":\"m1\""),
                                UNLEARNED,
                                Q,
                                A)),
                chat(
                        "a result before all calls",
                        asking(TOOLS, result("w", "\"1\""), Q, A, user("\"r\"")),
                        answer("a"),
                        example(TOOLS, Q, UNLEARNED, user("\"r\""), A)),
                chat("calls that are not answered", asking(TOOLS, Q, half, Q), answer("a"), example(TOOLS, Q, Q, A)),
                chat(
                        "calls of which one is not answered",
                        asking(TOOLS, Q, half, result("c1", "\"1\""), result("c1", "\"again\""), Q, A, Q),
                        answer("a"),
                        example(TOOLS, Q, onlyOne, said("tool", "\"1\",\"tool_call_id\":\"c1\""), Q, UNLEARNED, Q, A)),
                chat(
                        "calls that are answered too late",
                        asking(TOOLS, Q, calls(call("c1")), user("\"wait\""), result("c1", "\"1\""), A, Q),
                        answer("a"),
                        example(TOOLS, Q, user("\"wait\""), UNLEARNED, Q, A)),
                chat("calls at the end", asking(TOOLS, Q), answer(half, "tool_calls"), example(TOOLS, Q, half)),
                chat("a call without an id", asking(TOOLS, Q), answer(half.replace("\"id\"", "\"di\""), "stop"), null),
                chat(
                        "a call of the same id twice",
                        asking(TOOLS, Q, calls(call("c1"), call("c1")), result("c1", "\"1\"")),
                        answer("a"),
                        example(TOOLS, Q, onlyOne, said("tool", "\"1\",\"tool_call_id\":\"c1\""), A)),
                chat(
                        "a call without a name",
                        asking(TOOLS, Q),
                        answer(half.replace("\"name\":\"f\",", ""), "stop"),
                        null),
                chat(
                        "a call of a wrong name",
                        asking(TOOLS, Q),
                        answer(half.replace("\"f\"", "\"f g\""), "stop"),
                        null),
                chat("a call of no name", asking(TOOLS, Q), answer(half.replace("\"f\"", "7"), "stop"), null),
                chat("a call that was cut", asking(TOOLS, Q), answer(calls(call("c", "\"{\\\"a\"")), "stop"), null),
                chat(
                        "arguments as an object",
                        asking(TOOLS, Q),
                        answer(calls(call("c", "{ \"a\": [1] }")), "stop"),
                        example(TOOLS, Q, calls(call("c", "\"{\\\"a\\\":[1]}\"")))),
                chat(
                        "no arguments",
                        asking(TOOLS, Q),
                        answer(calls(call("c", "null")), "stop"),
                        example(TOOLS, Q, calls(call("c")))),
                chat(
                        "an old call",
                        asking(",\"functions\":[{\"name\":\"f\",\"parameters\":null,\"strict\":true},7]", Q),
                        answer(
                                "{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":{}}}",
                                "function_call"),
                        example(
                                ",\"functions\":[{\"name\":\"f\"}]",
                                Q,
                                "{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}")),
                Arguments.of(
                        "a custom tool of the Responses API",
                        WireFormat.RESPONSES,
                        "{\"model\":\"m\",\"input\":[" + Q
                                + ",{\"type\":\"custom_tool_call\",\"call_id\":\"x\",\"name\":\"code\",\"input\":\"1\"},"
                                + "{\"type\":\"custom_tool_call_output\",\"call_id\":\"x\",\"output\":\"2\"}," + A + ","
                                + Q
                                + "],\"tools\":[{\"type\":\"custom\",\"name\":\"code\"}],\"parallel_tool_calls\":true}",
                        RESPONSE,
                        example("", Q, UNLEARNED, Q, A)),
                Arguments.of(
                        "a function of the Responses API",
                        WireFormat.RESPONSES,
                        "{\"model\":\"m\",\"input\":[" + Q
                                + ",{\"type\":\"function_call\",\"call_id\":\"x\",\"name\":\"f\",\"arguments\":\"{}\"},"
                                + "{\"type\":\"function_call_output\",\"call_id\":\"x\",\"output\":\"2\"}]"
                                + RESPONSES_TOOLS + "}",
                        RESPONSE,
                        example(SMALL_TOOLS, Q, calls(call("x")), said("tool", "\"2\",\"tool_call_id\":\"x\""), A)),
                Arguments.of(
                        "a lone result of Anthropic's API",
                        WireFormat.MESSAGES,
                        asking(
                                ANTHROPIC_TOOLS,
                                user("[{\"type\":\"tool_result\",\"tool_use_id\":\"z\",\"content\":\"1\"}]"),
                                A,
                                Q),
                        MESSAGE,
                        example(SMALL_TOOLS, UNLEARNED, Q, A)));
    }

    private static final String RESPONSE =
            "{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[{\"type\":\"message\","
                    + "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"}]}]}";
    private static final String MESSAGE = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":"
            + "[{\"type\":\"text\",\"text\":\"a\"}],\"stop_reason\":\"end_turn\"}";

    /** Fields beside the messages, and beside the contents. */
    static Stream<Arguments> fields() {
        return Stream.of(
                chat(
                        "no tools",
                        asking(",\"tools\":[],\"parallel_tool_calls\":false", Q),
                        answer("a"),
                        example("", Q, A)),
                chat(
                        "whether calls are parallel, unsaid",
                        asking(TOOLS + ",\"parallel_tool_calls\":null", Q),
                        answer("a"),
                        example(TOOLS, Q, A)),
                chat(
                        "whether calls are parallel, said",
                        asking(TOOLS + ",\"parallel_tool_calls\":false", Q),
                        answer("a"),
                        example(TOOLS + ",\"parallel_tool_calls\":false", Q, A)),
                chat(
                        "whether calls are parallel, said wrongly",
                        asking(TOOLS + ",\"parallel_tool_calls\":\"no\"", Q),
                        answer("a"),
                        example(TOOLS, Q, A)),
                chat("no functions", asking(",\"functions\":[{\"name\":7},{}]", Q), answer("a"), example("", Q, A)),
                chat("functions that are none", asking(",\"functions\":\"f\"", Q), answer("a"), example("", Q, A)),
                chat(
                        "broken tools",
                        asking(
                                ",\"tools\":[7,{\"type\":\"function\"},{\"type\":\"function\",\"function\":7},"
                                        + "{\"type\":\"function\",\"function\":{\"name\":\"a b\"}},"
                                        + "{\"type\":\"function\",\"function\":{\"name\":\"g\",\"parameters\":null,\"strict\":null,"
                                        + "\"description\":null,\"more\":1}}," + TOOL + "," + TOOL + "]",
                                Q),
                        answer("a"),
                        example(
                                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"g\"}}," + TOOL + "]",
                                Q,
                                A)),
                chat("tools that are none", asking(",\"tools\":{\"a\":1}", Q), answer("a"), example("", Q, A)),
                chat(
                        "weights",
                        asking(
                                "",
                                Q,
                                A.replace("}", ",\"weight\":0.5}"),
                                Q,
                                A.replace("}", ",\"weight\":0}"),
                                Q,
                                A.replace("}", ",\"weight\":1}"),
                                Q.replace("}", ",\"weight\":1}")),
                        answer("a"),
                        example("", Q, A, Q, UNLEARNED, Q, A.replace("}", ",\"weight\":1}"), Q, A)),
                chat(
                        "names",
                        asking(
                                "",
                                Q.replace("}", ",\"name\":\"Bob M\"}"),
                                Q.replace("}", ",\"name\":7}"),
                                Q.replace("}", ",\"name\":\"Bob\"}")),
                        answer("a"),
                        example("", Q, Q, Q.replace("}", ",\"name\":\"Bob\"}"), A)),
                chat(
                        "a refusal that is none",
                        asking("", Q),
                        answer("{\"role\":\"assistant\",\"content\":\"a\",\"refusal\":{\"x\":1}}", "stop"),
                        example("", Q, A)));
    }

    /** What is no conversation. */
    static Stream<Arguments> nothingAsked() {
        return Stream.of(
                chat("messages that are missing", "{\"model\":\"m\"}", answer("a"), null),
                chat("no messages", asking(""), answer("a"), null),
                chat("messages that are a string", "{\"messages\":\"q\"}", answer("a"), null),
                chat(
                        "messages that are none",
                        asking("", "\"q\"", "5", "null", "{\"content\":\"q\"}"),
                        answer("a"),
                        null),
                chat("a role that is none", asking("", "{\"role\":7,\"content\":\"q\"}"), answer("a"), null),
                chat("a role that nobody knows", asking("", said("critic", "\"q\"")), answer("a"), null),
                chat("no JSON", "What is this?", answer("a"), null),
                Arguments.of("no input", WireFormat.RESPONSES, "{\"model\":\"m\",\"input\":[]}", RESPONSE, null),
                Arguments.of(
                        "several prompts",
                        WireFormat.COMPLETIONS,
                        "{\"model\":\"m\",\"prompt\":[\"p1\",\"p2\"]}",
                        "{\"choices\":[{\"index\":0,\"text\":\"r1\",\"finish_reason\":\"stop\"},"
                                + "{\"index\":1,\"text\":\"r2\",\"finish_reason\":\"stop\"}]}",
                        null),
                Arguments.of(
                        "tokens",
                        WireFormat.COMPLETIONS,
                        "{\"model\":\"m\",\"prompt\":[1,2,3]}",
                        "{\"choices\":[{\"index\":0,\"text\":\"r1\",\"finish_reason\":\"stop\"}]}",
                        null));
    }

    /** Contents in forms of all kinds. */
    static Stream<Arguments> contents() {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + PNG + "\"}}";
        String text = "{\"type\":\"text\",\"text\":\"look\"}";
        String called = calls(call("t"));
        return Stream.of(
                chat(
                        "an image",
                        asking("", user("[" + text + "," + image + "]")),
                        answer("a"),
                        example("", user("[" + text + "," + image + "]"), A)),
                chat("an image from nowhere", asking("", user("[" + image.replace(PNG, "u") + "]")), answer("a"), null),
                Arguments.of(
                        "images of the Responses API",
                        WireFormat.RESPONSES,
                        "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"look\"},"
                                + "{\"type\":\"input_image\",\"image_url\":\"" + PNG + "\",\"detail\":\"low\"},"
                                + "{\"type\":\"input_image\",\"image_url\":\"https://a/b.png\",\"detail\":\"original\"}]}]}",
                        RESPONSE,
                        example(
                                "",
                                user("[" + text + "," + image.replace("\"}}", "\",\"detail\":\"low\"}}") + ","
                                        + image.replace(PNG, "https://a/b.png") + "]"),
                                A)),
                Arguments.of(
                        "images of Anthropic's API",
                        WireFormat.MESSAGES,
                        asking(
                                ",\"system\":[{\"type\":\"text\",\"text\":\"look\",\"cache_control\":{\"type\":\"ephemeral\"}}]",
                                user(
                                        "[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
                                                + "\"data\":\"AA\"}},{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":"
                                                + "\"https://a/b.png\"}}]")),
                        MESSAGE,
                        example(
                                "",
                                said("system", "[" + text + "]"),
                                user("[" + image + "," + image.replace(PNG, "https://a/b.png") + "]"),
                                A)),
                chat(
                        "a file",
                        asking("", user("[{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}," + text + "]"), A, Q),
                        answer("a"),
                        example("", user("[" + text + "]"), UNLEARNED, Q, A)),
                chat(
                        "only a file",
                        asking("", user("[{\"type\":\"input_file\",\"file_id\":\"f\"}]"), user("\"read\""), A, Q),
                        answer("a"),
                        example("", user("\"read\""), UNLEARNED, Q, A)),
                chat(
                        "audio",
                        asking("", user("[{\"type\":\"input_audio\",\"input_audio\":{}}]")),
                        answer("{\"role\":\"assistant\",\"content\":null,\"audio\":{\"id\":\"x\"}}", "stop"),
                        null),
                chat(
                        "values",
                        asking("", user("123"), user("true"), user("{\n\"a\" : 1}"), said("system", "1.5")),
                        answer("a"),
                        example(
                                "",
                                user("\"123\""),
                                user("\"true\""),
                                user("\"{\\n\\\"a\\\" : 1}\""),
                                said("system", "\"1.5\""),
                                A)),
                chat("nothing at all", asking("", user("[]"), user("null"), user("\"\"")), answer("a"), null),
                chat(
                        "nothing beside something",
                        asking("", said("system", "null"), "{\"role\":\"user\"}", Q, user("[]")),
                        answer("a"),
                        example("", Q, A)),
                chat(
                        "parts that are none",
                        asking("", user("[1,\"x\",{\"type\":7},{\"type\":\"text\"}]"), Q),
                        answer("a"),
                        null),
                chat(
                        "results of all kinds",
                        asking(
                                TOOLS,
                                Q,
                                called,
                                result("t", "[" + text + "," + text + "]"),
                                called,
                                result("t", "{\"t\":1}"),
                                called,
                                result("t", "null"),
                                called,
                                result("t", "[" + image + "]")),
                        answer("a"),
                        example(
                                TOOLS,
                                Q,
                                called,
                                said("tool", "\"look\\nlook\",\"tool_call_id\":\"t\""),
                                called,
                                said("tool", "\"{\\\"t\\\":1}\",\"tool_call_id\":\"t\""),
                                called,
                                said("tool", "\"\",\"tool_call_id\":\"t\""),
                                called,
                                said("tool", "\"\",\"tool_call_id\":\"t\""),
                                UNLEARNED)),
                chat(
                        "replies in parts",
                        asking(
                                "",
                                Q,
                                said("assistant", "[" + text + "," + text + "]"),
                                Q,
                                said("assistant", "[{\"type\":\"refusal\",\"refusal\":\"no\"}]"),
                                Q),
                        answer("{\"role\":\"assistant\",\"content\":[" + text + "," + image + "]}", "stop"),
                        example(
                                "",
                                Q,
                                said("assistant", "\"looklook\""),
                                Q,
                                said("assistant", "null,\"refusal\":\"no\""),
                                Q,
                                said("assistant", "\"look\",\"weight\":0"))),
                chat(
                        "a reply that says nothing",
                        asking("", Q, said("assistant", "\"\""), Q),
                        answer("a"),
                        example("", Q, Q, A)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"calls", "fields", "nothingAsked", "contents"})
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
        String calls = calls(Stream.of(ids).map(ValidExamplesTest::call).toArray(String[]::new));
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

    /** Rows that are imported may say of anything that it is JSON. */
    @Test
    void shouldNotFailOnRowsThatAreNotWhatTheySay() throws Exception {
        say(asking("", Q), answer("a"));
        String table = "conversation_histories_2026_11_22";
        store.execute("UPDATE " + table
                + " SET content = '[{', other = '{\"mes\":{\"content\":\"json\"}}' WHERE role = 'user'");

        assertThat(export()).isEmpty();
    }
}
