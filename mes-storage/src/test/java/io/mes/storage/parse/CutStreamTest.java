package io.mes.storage.parse;

import static io.mes.storage.parse.Parsing.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Chats;
import io.mes.storage.chat.Content;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a broken stream gives what came before the break, and that its way of arriving makes no difference. */
final class CutStreamTest {

    private static final String STREAM = """
            : hello

            data: {"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning":"H\u00FC"}},{"index":1,"delta":{"content":"B\uD83D\uDE00"}}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"reasoning":"m","content":"\u4F60\\u597d\\n"}}]}

            data: {"id":"c1","choices":[{"index":1,"delta":{"content":" b\\"x\\""},"finish_reason":"stop"}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t0","function":{"name":"f","arguments":"{\\"a\\""}}]}}]}

            data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"tool_calls"}]}

            data: {"id":"c1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}

            data: [DONE]

            """;

    private static ChatResponse parse(byte[] bytes, int length) {
        return Parsing.chat(new byte[0], null, Arrays.copyOf(bytes, length), 200)
                .response();
    }

    private static String text(ChatReply reply) {
        return reply.message().content() instanceof Content.Text text ? text.value() : "";
    }

    private static String field(ChatReply reply, String name) {
        String json = reply.message().fields().get(name);
        return json == null ? "" : String.valueOf(JsonReader.of(json).string());
    }

    private static String arguments(ChatReply reply) {
        List<String> arguments = new ArrayList<>();
        JsonReader.of(reply.message().fields().getOrDefault("tool_calls", "[]"))
                .elements(call -> call.fields((name, value) -> value.fields((inner, field) -> {
                    if (inner.equals("arguments")) {
                        arguments.add(field.string());
                    }
                })));
        return String.join("", arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void shouldGiveAPrefixWhereverAStreamIsCut(String lineEnd) {
        byte[] stream = bytes(STREAM.replace("\n", lineEnd));
        ChatResponse whole = parse(stream, stream.length);
        assertThat(whole.replies()).hasSize(2);
        int longest = 0;
        for (int length = 0; length < stream.length; length++) {
            ChatResponse cut = parse(stream, length);
            assertThat(cut.replies()).as("cut at %d", length).hasSizeBetween(1, 2);
            int said = 0;
            for (ChatReply reply : cut.replies()) {
                said += assertPrefix(reply, whole.replies().get(reply.choice()), length);
            }
            assertThat(said).as("cut at %d", length).isGreaterThanOrEqualTo(longest);
            longest = said;
            assertThat(cut.error()).as("cut at %d", length).isNull();
        }
        assertThat(longest).isEqualTo("H\u00FCm\u4F60\u597D\n{\"a\":1}B\uD83D\uDE00 b\"x\"".length());
    }

    private static int assertPrefix(ChatReply cut, ChatReply whole, int length) {
        assertThat(text(whole)).as("cut at %d", length).startsWith(text(cut));
        assertThat(field(whole, "reasoning_content"))
                .as("cut at %d", length)
                .startsWith(field(cut, "reasoning_content"));
        assertThat(arguments(whole)).as("cut at %d", length).startsWith(arguments(cut));
        assertThat(cut.finishReason()).as("cut at %d", length).isIn(null, whole.finishReason());
        return text(cut).length()
                + field(cut, "reasoning_content").length()
                + arguments(cut).length();
    }

    @Test
    void shouldGiveTheSameForEveryLineEnd() {
        String expected = Parsing.show(Parsing.response(STREAM));

        assertThat(Parsing.show(Parsing.response(STREAM.replace("\n", "\r\n")))).isEqualTo(expected);
        assertThat(Parsing.show(Parsing.response(STREAM.replace("\n", "\r")))).isEqualTo(expected);
        assertThat(Parsing.show(Parsing.response(STREAM.replace("data: ", "data:"))))
                .isEqualTo(expected);
        assertThat(Parsing.show(Parsing.response(STREAM.replace("\n\n", "\n")))).isEqualTo(expected);
    }

    /** The captured copy is in segments; where one ends and the next begins must not matter. */
    @Test
    void shouldGiveTheSameHoweverItsBytesAreSplit() {
        byte[] stream = bytes(STREAM);
        String expected = Parsing.show(Parsing.response(STREAM));
        for (int at = 0; at <= stream.length; at++) {
            List<byte[]> segments = List.of(Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, at, stream.length));
            ChatResponse response = new ExchangeParser(16 << 20)
                    .parse(Chats.exchange()
                            .response(Body.of(segments, stream.length, stream.length), null)
                            .build())
                    .response();
            assertThat(Parsing.show(response)).as("split at %d", at).isEqualTo(expected);
        }
    }

    @Test
    void shouldGiveTheSameForAnswersInOnePieceOrCharacterByCharacter() {
        String text = "Let me see: \u4F60\u597D \"quoted\" {\"a\":[1]} \uD83D\uDE00\n\ndata: [DONE]";
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            String escaped = String.format("\\u%04x", (int) text.charAt(i));
            stream.append("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
                    .append(escaped)
                    .append("\"}}]}\n\n");
        }
        stream.append("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");

        assertThat(Parsing.response(stream.toString()).replies())
                .containsExactly(new ChatReply(
                        0, new ChatMessage("assistant", new Content.Text(text), Map.of()), "stop", Map.of()));
    }

    @Test
    void shouldNotFailWhereverAnAnswerIsCut() {
        byte[] answer = bytes("""
                {"id":"c1","choices":[{"index":0,"message":{"role":"assistant","content":"H\u00FC"},"finish_reason":"stop"},\
                {"index":1,"message":{"role":"assistant","content":"B"},"finish_reason":"stop"}],"usage":{"total_tokens":7}}""");
        for (int length = 1; length < answer.length; length++) {
            ChatResponse cut = parse(answer, length);
            assertThat(cut.complete()).as("cut at %d", length).isFalse();
            assertThat(cut.replies()).as("cut at %d", length).isNotEmpty();
            String first = text(cut.replies().get(0));
            boolean read = cut.replies().get(0).facts().isEmpty();
            assertThat(read ? "H\u00FC" : new String(answer, UTF_8))
                    .as("cut at %d", length)
                    .startsWith(first);
        }
    }

    /** What a client got is a page of the container's, if anything. */
    @Test
    void shouldTellWhatTheApplicationThrew() {
        String failure = "java.lang.IllegalStateException: no model";
        assertThat(Parsing.show(Parsing.failed(500, failure, "")))
                .isEqualTo("error 500 " + failure + "\n  raw null\nbroken");
        assertThat(Parsing.show(Parsing.failed(200, failure, "")))
                .isEqualTo("error 502 " + failure + "\n  raw null\nbroken");
        assertThat(Objects.requireNonNull(
                                Parsing.failed(200, failure, ": ping\n\n").error())
                        .message())
                .isEqualTo(failure + "; written before: : ping");
        assertThat(Objects.requireNonNull(Parsing.failed(503, failure, "{\"error\":{\"message\":\"busy\"}}")
                                .error())
                        .message())
                .isEqualTo("busy");
    }

    @Test
    void shouldTellOfAnErrorThatSaysNothing() {
        assertThat(Objects.requireNonNull(
                                Parsing.response("event: error\ndata:\n\n").error())
                        .message())
                .isEqualTo("An error event that says nothing");
    }

    @Test
    void shouldNotSayThatNothingWasWrittenWhereItIsOnlyNotThere() {
        ChatResponse undecoded =
                Parsing.chat(Parsing.bytes(""), "zz", Parsing.bytes("no"), 500).response();
        assertThat(Objects.requireNonNull(undecoded.error()).message())
                .isEqualTo("HTTP status 500; its body could not be kept or decoded");
    }

    @Test
    void shouldTellOfTheBreakWhereNothingWasAnswered() {
        assertThat(Parsing.show(Parsing.response(Outcome.UPSTREAM_ERROR, "")))
                .isEqualTo("error 502 HTTP status 200; no body was written by the application\n  raw null\nbroken");
        assertThat(Parsing.response(Outcome.TIMEOUT, ": ping\n\n").error()).isNotNull();
        assertThat(Parsing.show(Parsing.response(Outcome.CLIENT_CLOSED, ": ping\n\n")))
                .isEqualTo("reply 0 null {\"role\":\"assistant\",\"content\":null}\nbroken");
    }

    @Test
    void shouldReadAStreamOfMegabytesWithChunksOfHundredsOfKilobytes() {
        String piece = "x\\n\u4F60".repeat(50_000);
        String chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + piece + "\"}}]}\n\n";
        ChatResponse response = Parsing.response(chunk.repeat(12) + "data: [DONE]\n\n");

        assertThat(text(response.replies().get(0))).hasSize(12 * 150_000).isEqualTo("x\n\u4F60".repeat(12 * 50_000));
        assertThat(response.complete()).isTrue();
    }
}
