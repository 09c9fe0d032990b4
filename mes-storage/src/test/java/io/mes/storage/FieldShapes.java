package io.mes.storage;

import static io.mes.storage.ExampleJson.A;
import static io.mes.storage.ExampleJson.Q;
import static io.mes.storage.ExampleJson.RESPONSE;
import static io.mes.storage.ExampleJson.TOOL;
import static io.mes.storage.ExampleJson.TOOLS;
import static io.mes.storage.ExampleJson.UNLEARNED;
import static io.mes.storage.ExampleJson.answer;
import static io.mes.storage.ExampleJson.asking;
import static io.mes.storage.ExampleJson.chat;
import static io.mes.storage.ExampleJson.example;
import static io.mes.storage.ExampleJson.said;

import io.mes.storage.exchange.WireFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Exchanges with unusual fields, or with nothing asked, and the examples that they make. */
final class FieldShapes {

    private FieldShapes() {}

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
}
