package io.mes.storage.parse;

import static io.mes.storage.parse.Parsing.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that no body, however broken, makes the parser fail, hang, or hand on what is not JSON as JSON. */
final class ParserFuzzTest {

    private static final String[] BODIES = {
        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}",
        "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\","
                + "\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"total_tokens\":7}}",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"H\\u00fc\\ud83d\"}}]}\n\n"
                + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\"\"}}]},\"logprobs\":{\"content\":[{}]}}]}\r\n\r\n"
                + "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"text\":\"a\"}]}],"
                + "\"reasoning_details\":[{\"type\":\"x\",\"text\":\"b\",\"index\":0}],\"audio\":{\"data\":\"A\"}}}],"
                + "\"x_groq\":{\"usage\":{\"total_tokens\":1e2}}}\n\nevent: error\ndata: {\"error\":{\"code\":429}}\n\ndata: [DONE]\n\n",
        "{\"error\":{\"message\":\"No\",\"type\":null,\"code\":\"429\"}}"
    };

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
        "[[[[[[[[[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":",
        " ",
        "\t"
    };

    private static byte[] mutated(Random random) {
        byte[] body = bytes(BODIES[random.nextInt(BODIES.length)]);
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

    @ParameterizedTest
    @ValueSource(strings = {"mutated", "random"})
    @Timeout(120)
    void shouldSurviveAnyBody(String kind) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] codings = {null, null, null, null, "gzip", "deflate", "identity", "gzip, deflate"};
        int[] statuses = {200, 200, 200, 201, 400, 503};
        for (int run = 0; run < 4_000; run++) {
            byte[] request = kind.equals("mutated") ? mutated(random) : random(random);
            byte[] response = kind.equals("mutated") ? mutated(random) : random(random);
            String coding = codings[random.nextInt(codings.length)];
            int status = statuses[random.nextInt(statuses.length)];
            String input = "seed " + seed + ", run " + run + ", " + coding + ", " + status + ", request "
                    + Base64.getEncoder().encodeToString(request) + ", response "
                    + Base64.getEncoder().encodeToString(response);
            survive(input, request, coding, response, status);
        }
    }

    private static void survive(String input, byte[] request, String coding, byte[] response, int status) {
        long start = System.nanoTime();
        Chat chat;
        try {
            chat = Parsing.chat(request, coding, response, status);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(input, e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(input).isLessThan(Duration.ofSeconds(30));
        assertThat(chat.response().replies().isEmpty()).as(input).isEqualTo(chat.failed());
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

    private static void assertJson(String input, ChatMessage message) {
        assertJson(input, Parsing.show(message));
        message.fields().values().forEach(value -> assertJson(input, value));
    }

    private static void assertJson(String input, String value) {
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
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}\n",
                "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}]}}]}\n",
                "data: {\"choices\":[{\"delta\":{\"annotations\":[1]},\"logprobs\":{\"content\":[1]}}]}\n",
                "{",
                "[",
                "{\"a\":",
                "\"",
                "error: {}\n",
                "event: error\ndata: x\n\n",
                "\\",
                "{\"a\":1},",
                "data: x\n\n"
            })
    void shouldNotHangOnAnythingRepeated(String piece) {
        byte[] body = bytes(piece.repeat(300_000 / piece.length()));

        Chat chat = assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> Parsing.chat(body, null, body, 200), "repeated " + piece);
        assertThat(chat.response().replies().isEmpty()).isEqualTo(chat.failed());
    }

    @Test
    void shouldSurviveChoicesAndCallsOfAnyNumber() {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            stream.append("data: {\"choices\":[{\"index\":")
                    .append(i % 3)
                    .append(",\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"")
                    .append(i)
                    .append("\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}\n\n");
        }
        Chat chat = Parsing.chat(bytes("{}"), null, bytes(stream.toString()), 200);

        assertThat(chat.response().replies()).hasSize(3);
    }
}
