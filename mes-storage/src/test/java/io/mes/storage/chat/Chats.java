package io.mes.storage.chat;

import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.WireFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes chats without a wire format, for tests of what comes behind parsing. */
public final class Chats {

    /** When all of them are over. */
    public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static final ExchangeIds IDS = new ExchangeIds();

    private Chats() {}

    /** A message of text. */
    public static ChatMessage message(String role, String text) {
        return message(role, text, Map.of());
    }

    /** A message of text with further fields. */
    public static ChatMessage message(String role, String text, Map<String, String> fields) {
        return new ChatMessage(role, new Content.Text(text), fields);
    }

    /** What a user says. */
    public static ChatMessage user(String text) {
        return message("user", text);
    }

    /** What a model says. */
    public static ChatMessage assistant(String text) {
        return message("assistant", text);
    }

    /** A system prompt. */
    public static ChatMessage system(String text) {
        return message("system", text);
    }

    /** A model's call of a tool. */
    public static ChatMessage call(String id, String name, String arguments) {
        String calls = "[{\"id\":\"" + id + "\",\"type\":\"function\",\"function\":{\"name\":\"" + name
                + "\",\"arguments\":\"" + arguments.replace("\"", "\\\"") + "\"}}]";
        return new ChatMessage("assistant", Content.None.NULL, Map.of("tool_calls", calls));
    }

    /** What a tool answers. */
    public static ChatMessage tool(String id, String text) {
        return message("tool", text, Map.of("tool_call_id", "\"" + id + "\""));
    }

    /** An exchange that ended well, under an id of its own. */
    public static Exchange.Builder exchange() {
        return Exchange.builder(IDS.next(NOW.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, NOW)
                .caller(Identity.ofUser(1), "10.0.0.1");
    }

    /** A chat answered with these choices. */
    public static Chat chat(List<ChatMessage> messages, ChatMessage... choices) {
        return new Chat(exchange().build(), request(messages), response(choices));
    }

    /** A well-formed request. */
    public static ChatRequest request(List<ChatMessage> messages) {
        return new ChatRequest(null, "m", List.copyOf(messages), Map.of("model", "\"m\""), false);
    }

    /** A complete answer. */
    public static ChatResponse response(ChatMessage... choices) {
        List<ChatReply> replies = new ArrayList<>();
        for (ChatMessage choice : choices) {
            replies.add(new ChatReply(replies.size(), choice, "stop", Map.of()));
        }
        Usage usage = new Usage(3, 4, 7, "{\"total_tokens\":7}");
        return new ChatResponse("resp-1", "m", replies, usage, null, Map.of(), false, true);
    }

    /** An answer that is nothing but an error. */
    public static ChatResponse failure(int code, String message) {
        return new ChatResponse(
                null, null, List.of(), Usage.NONE, new ChatError(code, message, null), Map.of(), false, true);
    }
}
