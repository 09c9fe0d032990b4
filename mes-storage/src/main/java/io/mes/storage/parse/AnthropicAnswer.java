package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The message object that Anthropic answers with, alone or spread over the events of a stream. */
final class AnthropicAnswer implements ObjectParser.Fields {

    private final ResponseBuilder response;
    private final AnthropicBlocks blocks = new AnthropicBlocks();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, String> usage = new LinkedHashMap<>();
    private boolean answered;
    private @Nullable String text;
    private @Nullable String role;
    private @Nullable String stopReason;

    AnthropicAnswer(int status) {
        this.response = new ResponseBuilder(status);
    }

    /** Reads an answer that came as one object. */
    static ResponseBuilder parse(int status, String text) {
        return ObjectParser.parse(text, itsText -> new AnthropicAnswer(status));
    }

    ResponseBuilder response() {
        return response;
    }

    /** Whether the model said why it stopped. */
    boolean stopped() {
        return stopReason != null;
    }

    @Override
    public void field(String name, JsonReader value) {
        switch (name) {
            case "content" -> content(value);
            case "role" -> role = ResponseBuilder.lastSaid(role, value.string());
            case "type" -> {
                // Always the same.
            }
            case "stop_reason" -> {
                stopReason = ResponseBuilder.lastSaid(stopReason, value.string());
                if (stopReason != null) {
                    facts.put(name, JsonText.quote(stopReason));
                }
            }
            case "stop_sequence", "stop_details" -> {
                if (!value.isNull()) {
                    facts.put(name, value.raw());
                }
            }
            case "usage" -> value.fields(this::count);
            default -> response.field(name, value);
        }
    }

    private void content(JsonReader value) {
        text = value.string();
        answered |= value.isArray() || value.isString();
        value.elements(block -> blocks.add(block.raw()));
    }

    /** Counts are spread over a stream, and some servers send zeros for those that they sent before. */
    private void count(String name, JsonReader value) {
        String count = value.raw();
        boolean saysNothing = count.equals("null") || count.equals("0");
        if (!saysNothing || !usage.containsKey(name)) {
            usage.put(name, count);
        }
    }

    @Override
    public ResponseBuilder finish() {
        return finish(List.of());
    }

    /** The answer, with the blocks that were streamed. */
    ResponseBuilder finish(List<String> streamed) {
        streamed.forEach(blocks::add);
        if (!usage.isEmpty()) {
            response.usage(UsageReader.readAnthropic(JsonText.object(usage)));
        }
        if ((answered && response.error() == null) || !streamed.isEmpty() || text != null) {
            response.reply(ReplyNormalizer.reply(0, message(), finishReason(), facts));
        }
        return response;
    }

    private ChatMessage message() {
        String said = text != null ? text : blocks.joinedText();
        return new ChatMessage(role, said == null ? Content.None.NULL : new Content.Text(said), blocks.fields(true));
    }

    /** In a chat's words (<a href="https://docs.anthropic.com/en/api/handling-stop-reasons">stop reasons</a>). */
    private @Nullable String finishReason() {
        return switch (Objects.requireNonNullElse(stopReason, "")) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> stopReason;
        };
    }
}
