package io.mes.storage.parse;

import static io.mes.storage.parse.Parsing.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.Chats;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that no body, however broken, makes the parser fail, hang, or hand on what is not JSON as JSON. */
final class ParserFuzzTest {

    /** How often each kind of body is tried; {@code -Pfuzz} makes a million of both together. */
    private static final int RUNS = Integer.getInteger("mes.fuzz.runs", 4_000);

    private static final List<String> BODIES = Stream.of(Catalogue.ANSWERS, Catalogue.REQUESTS)
            .flatMap(catalogues -> Catalogue.entries(catalogues).stream())
            .map(Catalogue.Entry::body)
            .toList();

    /** What breaks parsers: pieces that mean something in the wrong place. */
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ",",
        ":",
        "\n",
        "\r",
        "\n\n",
        "data: ",
        "data:",
        "event: error\n",
        "error: ",
        "[DONE]",
        "null",
        "true",
        "-",
        "1e",
        "1e999999999999",
        "9999999999999999999999",
        "\\u",
        "\\ud83d",
        "\0",
        "\uFEFF",
        "\uD83D\uDE00",
        "\"index\":-1,",
        "\"index\":null,",
        "\"choices\":",
        "\"delta\":",
        "\"message\":",
        "\"content\":{},",
        "\"usage\":[],",
        "\"error\":\"",
        "\"role\":[",
        "\"tool_calls\":[[",
        "\"type\":\"response.output_text.delta\",",
        "\"type\":\"response.output_item.added\",\"item\":",
        "\"type\":\"response.completed\",\"response\":",
        "\"type\":\"content_block_start\",\"content_block\":",
        "\"type\":\"content_block_delta\",\"delta\":",
        "\"type\":\"message_delta\",",
        "\"output\":[",
        "\"input\":[",
        "\"prompt\":[",
        "\"text\":",
        "\"output_index\":2147483647,",
        "\"partial_json\":\"{",
        "[[[[[[[[[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":",
        " ",
        "\t"
    };

    private static byte[] mutated(Random random) {
        byte[] body = bytes(BODIES.get(random.nextInt(BODIES.size())));
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            int at = random.nextInt(body.length + 1);
            int end = Math.min(body.length, at + random.nextInt(12));
            body = switch (random.nextInt(5)) {
                case 0 -> joined(body, at, bytes(PIECES[random.nextInt(PIECES.length)]), at);
                case 1 -> joined(body, at, bytes(PIECES[random.nextInt(PIECES.length)]), end);
                case 2 -> joined(body, at, new byte[0], end);
                case 3 -> joined(body, at, new byte[] {(byte) random.nextInt(256)}, Math.min(body.length, at + 1));
                default -> joined(body, at, Arrays.copyOfRange(body, at / 2, end), at);
            };
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(body, random.nextInt(body.length + 1)) : body;
    }

    private static byte[] joined(byte[] body, int head, byte[] middle, int tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(body, 0, head);
        out.writeBytes(middle);
        out.write(body, tail, body.length - tail);
        return out.toByteArray();
    }

    private static byte[] random(Random random) {
        if (random.nextBoolean()) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            return noise;
        }
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "data: {" : "{");
        for (int pieces = random.nextInt(60); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return bytes(text.toString());
    }

    /** One input: everything that has to be known to try it again. */
    private record Input(
            long seed, int run, WireFormat format, Body request, String coding, Body response, int status) {

        Chat parse() {
            return Parsing.chat(format, request.toByteArray(), coding, response.toByteArray(), status);
        }

        @Override
        public String toString() {
            Base64.Encoder base64 = Base64.getEncoder();
            return "seed " + seed + ", run " + run + ", " + format + ", " + coding + ", " + status + ", request "
                    + base64.encodeToString(request.toByteArray()) + ", response "
                    + base64.encodeToString(response.toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mutated", "random"})
    @Timeout(3600)
    void shouldSurviveAnyBody(String kind) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        WireFormat[] formats = WireFormat.values();
        String[] codings = {null, null, null, null, "gzip", "deflate", "identity", "gzip, deflate"};
        int[] statuses = {200, 200, 200, 201, 400, 503};
        for (int run = 0; run < RUNS; run++) {
            survive(new Input(
                    seed,
                    run,
                    formats[random.nextInt(formats.length)],
                    Body.of(kind.equals("mutated") ? mutated(random) : random(random)),
                    codings[random.nextInt(codings.length)],
                    Body.of(kind.equals("mutated") ? mutated(random) : random(random)),
                    statuses[random.nextInt(statuses.length)]));
        }
    }

    private static void survive(Input input) {
        long start = System.nanoTime();
        Chat chat;
        try {
            chat = input.parse();
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(input.toString(), e);
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        if (seconds >= 30 || chat.response().replies().isEmpty() != chat.failed()) {
            throw new AssertionError(seconds + " s, failed: " + chat.failed() + ", " + input);
        }
        chat.request().parameters().values().forEach(value -> assertJson(input, value));
        chat.request().messages().forEach(message -> assertJson(input, message));
        for (ChatReply reply : chat.response().replies()) {
            assertJson(input, reply.message());
            reply.facts().values().forEach(value -> assertJson(input, value));
        }
        chat.response().facts().values().forEach(value -> assertJson(input, value));
        if (chat.response().error() != null && chat.response().error().raw() != null) {
            assertJson(input, chat.response().error().raw());
        }
        if (chat.response().usage().raw() != null) {
            assertJson(input, chat.response().usage().raw());
        }
    }

    private static void assertJson(Input input, ChatMessage message) {
        assertJson(input, Parsing.show(message));
        message.fields().values().forEach(value -> assertJson(input, value));
    }

    private static void assertJson(Input input, String value) {
        if (!JsonReader.isJson(value)) {
            throw new AssertionError("Not JSON: " + value + " from " + input);
        }
    }

    /** Repetition is what finds work that grows much faster than a body; the bound allows for a busy machine. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r\n",
                ":",
                "data: ",
                "data:\n",
                "data: 1\n",
                "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n",
                "data: {\"choices\":[{\"text\":\"x\"}]}\n",
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}\n",
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}]}}]}\n",
                "data: {\"choices\":[{\"delta\":{\"annotations\":[1]},\"logprobs\":{\"content\":[1]}}]}\n",
                "data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"x\"}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":2147483647,\"delta\":\"x\"}\n\n",
                "data: {\"type\":\"response.output_text.done\",\"text\":\"x\"}\n\n",
                "data: {\"type\":\"response.output_item.added\",\"item\":{\"type\":\"reasoning\"}}\n\n",
                "data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"function_call\"}}\n\n",
                "data: {\"type\":\"response.in_progress\",\"response\":{\"output\":[{}],\"a\":1}}\n\n",
                "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"x\"}}\n\n",
                "data: {\"type\":\"content_block_delta\",\"index\":2147483647,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n\n",
                "data: {\"type\":\"content_block_delta\",\"delta\":{\"partial_json\":\"{\"}}\n\n",
                "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":1},\"delta\":{\"stop_reason\":\"x\"}}\n\n",
                "{",
                "[",
                "{\"a\":",
                "{\"output\":[",
                "{\"content\":[",
                "\"",
                "error: {}\n",
                "event: error\ndata: x\n\n",
                "\\",
                "{\"a\":1},",
                "data: x\n\n"
            })
    void shouldNotHangOnAnythingRepeated(String piece) {
        byte[] body = bytes(piece.repeat(300_000 / piece.length()));
        for (WireFormat format : WireFormat.values()) {
            assertBounded(format, body);
        }
    }

    /** The call that a piece belongs to must be found among many. */
    @Test
    void shouldNotHangOnManyCalls() {
        assertBounded(150_000, i -> "{\"id\":\"call" + i + "\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}");
    }

    /** Each piece could be the one with which the arguments are whole. */
    @Test
    void shouldNotHangOnManyPiecesOfArguments() {
        assertBounded(
                60_000,
                i -> "{\"function\":{\"name\":\"f\",\"arguments\":\"" + (i == 0 ? "{" : ",") + "\\\"a\\\":{}\"}}");
    }

    private static void assertBounded(int pieces, IntFunction<String> pieceOfCall) {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            stream.append("data: {\"choices\":[{\"delta\":{\"tool_calls\":[")
                    .append(pieceOfCall.apply(i))
                    .append("]}}]}\n\n");
        }
        assertBounded(WireFormat.CHAT_COMPLETIONS, bytes(stream.toString()));
    }

    private static void assertBounded(WireFormat format, byte[] body) {
        Chat chat = assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> Parsing.chat(format, body, null, body, 200), format.label());
        assertThat(chat.response().replies().isEmpty()).isEqualTo(chat.failed());
    }

    /** A megabyte that never ends: a string, a number, a list, a line. */
    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void shouldNotHangOnWhatNeverEnds(WireFormat format) {
        String megabyte = "x".repeat(1 << 20);
        for (String beginning : List.of(
                "{\"choices\":[{\"text\":\"",
                "{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"",
                "{\"content\":[{\"type\":\"text\",\"text\":\"",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"",
                "{\"input\":\"",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"",
                "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"",
                "data: ",
                "event: ",
                ": ")) {
            assertBounded(format, bytes(beginning + megabyte));
            assertBounded(format, bytes(beginning + megabyte.replace('x', '\\')));
        }
        assertBounded(format, bytes("{\"usage\":{\"input_tokens\":" + megabyte.replace('x', '9')));
        assertBounded(format, bytes("{\"output\":" + "[".repeat(1 << 20)));
        assertBounded(format, bytes("{\"output\":[" + "{},".repeat(1 << 18)));
    }

    /** An index is a name, not a place: the largest one costs no more than the first. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CHAT_COMPLETIONS | {"choices":[{"index":%d,"delta":{"content":"x"}}]}
            CHAT_COMPLETIONS | {"choices":[{"index":0,"delta":{"tool_calls":[{"index":%d,"id":"%1$d","function":{"name":"f","arguments":"{}"}}]}}]}
            COMPLETIONS      | {"choices":[{"index":%d,"text":"x"}]}
            RESPONSES        | {"type":"response.output_text.delta","output_index":%d,"content_index":0,"delta":"x"}
            RESPONSES        | {"type":"response.output_text.delta","output_index":0,"content_index":%d,"delta":"x"}
            RESPONSES        | {"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":%d,"delta":"x"}
            MESSAGES         | {"type":"content_block_delta","index":%d,"delta":{"type":"text_delta","text":"x"}}
            """)
    void shouldHoldOnlyWhatWasSaidHoweverItIsNumbered(WireFormat format, String event) {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            for (long index : new long[] {i, i * 1_000_003L, Integer.MAX_VALUE - i, -i, Long.MAX_VALUE - i}) {
                stream.append("data: ").append(event.formatted(index)).append("\n\n");
            }
        }
        Chat chat = assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> Parsing.chat(format, bytes("{}"), null, bytes(stream.toString()), 200));

        assertThat(chat.response().replies()).isNotEmpty();
        assertThat(chat.characters()).isLessThan(3L * stream.length());
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void shouldUnpackNoMoreThanItsBound(WireFormat format) throws IOException {
        int bound = 1 << 20;
        for (String beginning : List.of("{\"output\":[", "data: {\"choices\":[", "")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(bytes(beginning));
                for (int megabytes = 0; megabytes < 64; megabytes++) {
                    out.write(new byte[1 << 20]);
                }
            }
            Body bomb = Body.of(packed.toByteArray());
            Chat chat = assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> new ExchangeParser(bound)
                            .parse(Exchange.builder("id-1", format, Chats.NOW)
                                    .request(bomb, "gzip")
                                    .response(bomb, "gzip, gzip")
                                    .build()));

            assertThat(chat.request().captured().truncated()).isTrue();
            assertThat(chat.characters()).isLessThan(4L * bound);
        }
    }
}
