package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One choice of a streamed answer, growing chunk by chunk. */
final class StreamedChoice {

    private final int index;
    private @Nullable String role;
    private @Nullable String finishReason;
    private final StreamedContent content = new StreamedContent();
    private final StreamedText refusal = new StreamedText();
    private final StreamedToolCalls toolCalls = new StreamedToolCalls();
    private final StreamedToolCall functionCall = new StreamedToolCall(0);
    private boolean calledFunction;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    StreamedChoice(int index) {
        this.index = index;
    }

    /** Whether the model said why it stopped. */
    boolean finished() {
        return finishReason != null;
    }

    /** Takes in a field of the choice in one chunk. */
    void field(String name, JsonReader value) {
        switch (name) {
            case "index", "usage" -> {
                // Read by the stream.
            }
            case "delta" -> value.fields(this::delta);
            // Perplexity repeats the whole message so far beside each delta.
            case "message" -> {}
            case "finish_reason" -> finishReason = ResponseBuilder.lastSaid(finishReason, value.string());
            default -> {
                if (!value.isNull()) {
                    facts.put(name, value.raw());
                }
            }
        }
    }

    private void delta(String name, JsonReader value) {
        switch (name) {
            case "role" -> role = ResponseBuilder.lastSaid(role, value.string());
            case "content" -> content.add(value);
            case "refusal" -> refusal.add(value);
            case ReplyNormalizer.REASONING -> content.reasoning().add(value);
            case ReplyNormalizer.REASONING_ALIAS -> content.reasoningAlias().add(value);
            case "tool_calls" -> value.elements(toolCalls::add);
            case "function_call" -> {
                calledFunction |= value.isObject();
                value.fields(functionCall::functionField);
            }
            default -> {
                if (!value.isNull()) {
                    fields.put(name, value.raw());
                }
            }
        }
    }

    ChatReply reply() {
        Map<String, String> message = new LinkedHashMap<>();
        putText(message, ReplyNormalizer.REASONING, content.reasoningText());
        putText(message, "refusal", refusal.text());
        if (!toolCalls.isEmpty()) {
            message.put("tool_calls", toolCalls.toJson());
        }
        if (calledFunction) {
            message.put("function_call", functionCall.functionJson());
        }
        message.putAll(fields);
        if (content.parts() != null) {
            facts.put("content_parts", content.parts());
        }
        String text = content.text();
        Content whole = text == null ? Content.None.NULL : new Content.Text(text);
        return ReplyNormalizer.reply(index, new ChatMessage(role, whole, message), finishReason, facts);
    }

    private static void putText(Map<String, String> message, String name, @Nullable String text) {
        if (text != null) {
            message.put(name, JsonText.quote(text));
        }
    }
}
