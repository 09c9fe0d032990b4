package io.mes.storage;

import static io.mes.storage.ExampleJson.A;
import static io.mes.storage.ExampleJson.MESSAGE;
import static io.mes.storage.ExampleJson.PNG;
import static io.mes.storage.ExampleJson.Q;
import static io.mes.storage.ExampleJson.RESPONSE;
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

/** Exchanges with contents of all kinds, and the examples that they make. */
final class ContentShapes {

    private ContentShapes() {}

    /** Contents in forms of all kinds. */
    static Stream<Arguments> all() {
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
}
