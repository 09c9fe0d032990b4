package io.mes.benchmarks;

import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exchanges of a given size, written down so that every run measures the same. */
public final class Traffic {

    private static final String WORDS = "The quick brown fox jumps over the lazy dog. Grüße aus Wien! ";
    private static final ExchangeIds IDS = new ExchangeIds();
    private static final String CLIENT = "10.1.2.3";

    private Traffic() {}

    /** A text of about so many characters. */
    public static String text(int length) {
        return WORDS.repeat(length / WORDS.length() + 1).substring(0, length);
    }

    /** A request of a single question. */
    public static String request(String question) {
        return request(List.of(message("user", question)));
    }

    /** A request that sends messages, each as {@link #message} makes it. */
    static String request(List<String> messages) {
        return "{\"model\":\"gpt-x\",\"temperature\":0.7,\"messages\":[" + String.join(",", messages) + "]}";
    }

    static String message(String role, String content) {
        return "{\"role\":\"" + role + "\",\"content\":" + JsonText.quote(content) + "}";
    }

    /** An answer of a single choice. */
    public static String answer(String text) {
        return answer(List.of(text));
    }

    /** An answer with several choices. */
    static String answer(List<String> texts) {
        List<String> choices = new ArrayList<>();
        for (String text : texts) {
            String message = "{\"role\":\"assistant\",\"content\":" + JsonText.quote(text) + ",\"refusal\":null}";
            choices.add(choice(choices.size(), message, "stop"));
        }
        return completion(choices);
    }

    /** An answer that calls tools, given as JSON. */
    static String calls(String calls) {
        String message = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":" + calls + "}";
        return completion(List.of(choice(0, message, "tool_calls")));
    }

    private static String choice(int index, String message, String finishReason) {
        return "{\"index\":" + index + ",\"message\":" + message + ",\"logprobs\":null,\"finish_reason\":\""
                + finishReason + "\"}";
    }

    private static String completion(List<String> choices) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1795341600,\"model\":\"gpt-x-2026\","
                + "\"choices\":[" + String.join(",", choices) + "],\"usage\":{\"prompt_tokens\":100,"
                + "\"completion_tokens\":200,\"total_tokens\":300}}";
    }

    /** The same answer as a stream, four characters a chunk, as tokens are. */
    public static String stream(String text) {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < text.length(); i += 4) {
            stream.append("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1795341600,")
                    .append("\"model\":\"gpt-x-2026\",\"choices\":[{\"index\":0,\"delta\":{\"content\":")
                    .append(JsonText.quote(text.substring(i, Math.min(text.length(), i + 4))))
                    .append("},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
        }
        return stream.append("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
                .append("data: [DONE]\n\n")
                .toString();
    }

    /** An exchange of a user's conversation. */
    static Exchange exchange(long user, String conversation, String request, String response) {
        Instant now = Instant.now();
        return exchange(IDS.next(now.toEpochMilli()), now, user, conversation, request, response);
    }

    /** An exchange of a user's conversation that was over at a moment. */
    static Exchange exchange(
            String id, Instant at, long user, @Nullable String conversation, String request, String response) {
        return begun(id, at, user, conversation, request, response).build();
    }

    /** A turn of a generated conversation, over at a moment. */
    static Exchange exchange(String id, Instant at, Turn turn, @Nullable String conversation) {
        return begun(id, at, turn.speaker().user(), conversation, turn.request(), turn.response())
                .ended(200, turn.cut() ? Outcome.CLIENT_CLOSED : Outcome.COMPLETED)
                .build();
    }

    private static Exchange.Builder begun(
            String id, Instant at, long user, @Nullable String conversation, String request, String response) {
        return Exchange.builder(id, WireFormat.CHAT_COMPLETIONS, at)
                .timing(Duration.ofMillis(900), Duration.ofMillis(200))
                .caller(new Identity(user, 1, 1, false), CLIENT)
                .conversationId(conversation)
                .request(body(request), null)
                .response(body(response), null);
    }

    private static Body body(String text) {
        return Body.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
