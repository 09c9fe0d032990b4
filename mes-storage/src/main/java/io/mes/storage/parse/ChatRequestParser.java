package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.Content;
import io.mes.storage.json.CutJson;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.parse.BodyDecoder.Decoded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a chat completions request in one pass. */
final class ChatRequestParser {

    private @Nullable String model;
    private boolean stream;
    private final List<ChatMessage> messages = new ArrayList<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private ChatRequestParser() {}

    /** Of a body that a limit cut off the message under way is taken as far as it goes. */
    static ChatRequest parse(Decoded body) {
        ChatRequestParser request = new ChatRequestParser();
        String text = body.text();
        boolean wellFormed = request.read(text);
        if (!wellFormed && body.captured().truncated()) {
            request = new ChatRequestParser();
            request.read(CutJson.close(text));
        }
        if (!wellFormed && request.messages.isEmpty() && !text.isEmpty()) {
            request.messages.add(new ChatMessage("user", new Content.Text(text), Map.of()));
        }
        return new ChatRequest(
                wellFormed ? null : text,
                request.model,
                request.messages,
                request.parameters,
                request.stream,
                body.captured());
    }

    /** Whether the text is one JSON object; whatever precedes a break has been taken in. */
    private boolean read(String text) {
        try {
            JsonReader body = JsonReader.ofReceived(text);
            if (!body.isObject()) {
                return false;
            }
            body.fields(this::field);
            body.end();
            return true;
        } catch (JsonSyntaxException broken) {
            return false;
        }
    }

    private void field(String name, JsonReader value) {
        if (name.equals("messages")) {
            messages(value);
            return;
        }
        if (name.equals("model")) {
            model = value.string();
        } else if (name.equals("stream")) {
            stream = value.isTrue();
        }
        parameters.put(name, value.raw());
    }

    /** A list of messages; anything else, an empty list too, is kept as it is. */
    private void messages(JsonReader value) {
        messages.clear();
        parameters.remove("messages");
        if (!value.isArray()) {
            parameters.put("messages", value.raw());
            return;
        }
        value.elements(message -> messages.add(MessageReader.read(message)));
        if (messages.isEmpty()) {
            parameters.put("messages", "[]");
        }
    }
}
