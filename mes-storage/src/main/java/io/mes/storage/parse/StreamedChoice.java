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
    private final StreamedReasoningDetails reasoningDetails = new StreamedReasoningDetails();
    private final StreamedFields audio = new StreamedFields("data", "transcript");
    private final StreamedFields fields = new StreamedFields();
    private final StreamedFields logprobs = new StreamedFields();
    private final StreamedFields facts = new StreamedFields();
    private final StreamedText text = new StreamedText();
    private boolean hasDelta;
    private @Nullable ChatMessage wholeMessage;

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
            case "index" -> {
                // Known.
            }
            case "delta" -> value.fields(this::delta);
            case "message" -> {
                if (value.isObject()) {
                    wholeMessage = MessageReader.read(value);
                }
            }
            case "text" -> text.add(value);
            case "finish_reason" -> finishReason = ResponseBuilder.lastSaid(finishReason, value.string());
            case "logprobs" -> value.fields(logprobs::addNullable);
            default -> facts.add(name, value);
        }
    }

    private void delta(String name, JsonReader value) {
        hasDelta = true;
        switch (name) {
            case "role" -> role = ResponseBuilder.lastSaid(role, value.string());
            case "content" -> content.add(value);
            case "refusal" -> refusal.add(value);
            case ReplyNormalizer.REASONING -> content.reasoning().add(value);
            case ReplyNormalizer.REASONING_ALIAS -> content.reasoningAlias().add(value);
            case "tool_calls" -> toolCalls.add(value);
            case "function_call" -> {
                calledFunction |= value.isObject();
                value.fields(functionCall::functionField);
            }
            case "reasoning_details" -> reasoningDetails.add(value);
            case "audio" -> value.fields(audio::add);
            default -> fields.add(name, value);
        }
    }

    ChatReply reply() {
        Map<String, String> choiceFacts = facts.toMap();
        if (!logprobs.isEmpty()) {
            choiceFacts.put("logprobs", logprobs.toJson());
        }
        String parts = content.parts();
        if (parts != null) {
            choiceFacts.put("content_parts", parts);
        }
        String completion = text.text();
        if (completion != null && (hasDelta || wholeMessage != null)) {
            choiceFacts.put("text", JsonText.quote(completion));
        }
        // Perplexity repeats the whole message so far beside each delta; whose deltas say nothing has nothing but the
        // message.
        ChatMessage streamed = message();
        boolean unsaid = !hasDelta || streamed.characters() == 0;
        ChatMessage message = wholeMessage != null && unsaid ? wholeMessage : streamed;
        return ReplyNormalizer.reply(index, message, finishReason, choiceFacts);
    }

    private ChatMessage message() {
        Map<String, String> message = new LinkedHashMap<>();
        putReasoning(message);
        if (!reasoningDetails.isEmpty()) {
            message.put("reasoning_details", reasoningDetails.toJson());
        }
        putText(message, "refusal", refusal.text());
        if (!toolCalls.isEmpty()) {
            message.put("tool_calls", toolCalls.toJson());
        }
        if (calledFunction) {
            message.put("function_call", functionCall.functionJson());
        }
        if (!audio.isEmpty()) {
            message.put("audio", audio.toJson());
        }
        message.putAll(fields.toMap());
        // The choice of a completion has no delta but a text.
        String said = hasDelta ? content.text() : text.text();
        return new ChatMessage(role, said == null ? Content.None.NULL : new Content.Text(said), message);
    }

    /** Puts the reasoning under the name it came by; servers that send it under both repeat it. */
    private void putReasoning(Map<String, String> message) {
        String alias = content.reasoningAlias().text();
        String own = content.reasoning().text();
        boolean aliasOnly = alias != null && (own == null || own.isEmpty());
        putText(
                message,
                aliasOnly ? ReplyNormalizer.REASONING_ALIAS : ReplyNormalizer.REASONING,
                aliasOnly ? alias : own);
    }

    private static void putText(Map<String, String> message, String name, @Nullable String text) {
        if (text != null) {
            message.put(name, JsonText.quote(text));
        }
    }
}
