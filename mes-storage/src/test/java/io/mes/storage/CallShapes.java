package io.mes.storage;

import static io.mes.storage.ExampleJson.A;
import static io.mes.storage.ExampleJson.ANTHROPIC_TOOLS;
import static io.mes.storage.ExampleJson.CUSTOM;
import static io.mes.storage.ExampleJson.CUSTOM_CALL;
import static io.mes.storage.ExampleJson.MESSAGE;
import static io.mes.storage.ExampleJson.Q;
import static io.mes.storage.ExampleJson.RESPONSE;
import static io.mes.storage.ExampleJson.RESPONSES_TOOLS;
import static io.mes.storage.ExampleJson.SMALL_TOOLS;
import static io.mes.storage.ExampleJson.TOOL;
import static io.mes.storage.ExampleJson.TOOLS;
import static io.mes.storage.ExampleJson.UNLEARNED;
import static io.mes.storage.ExampleJson.answer;
import static io.mes.storage.ExampleJson.asking;
import static io.mes.storage.ExampleJson.call;
import static io.mes.storage.ExampleJson.calls;
import static io.mes.storage.ExampleJson.chat;
import static io.mes.storage.ExampleJson.example;
import static io.mes.storage.ExampleJson.result;
import static io.mes.storage.ExampleJson.said;
import static io.mes.storage.ExampleJson.user;

import io.mes.storage.exchange.WireFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Exchanges with calls, and the examples that they make. */
final class CallShapes {

    private CallShapes() {}

    /** Calls and their results. */
    static Stream<Arguments> all() {
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
}
