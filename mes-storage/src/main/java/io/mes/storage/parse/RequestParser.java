package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.Content;
import io.mes.storage.json.CutJson;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.parse.BodyDecoder.Decoded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request in one pass. */
final class RequestParser {

    private final RequestShape shape;
    private @Nullable String model;
    private boolean stream;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private RequestParser(RequestShape shape) {
        this.shape = shape;
    }

    /**
     * Of a body that a limit cut off the message under way is taken as far as it goes. A request that has no messages
     * where its format has them is read as a chat, which is what some clients send to every path.
     */
    static ChatRequest parse(Format format, Decoded body) {
        String text = body.text();
        RequestParser request = new RequestParser(format.requestShape().get());
        boolean wellFormed = request.read(text);
        if (!wellFormed && body.captured().truncated()) {
            request = new RequestParser(format.requestShape().get());
            request.read(CutJson.close(text));
        }
        if (wellFormed && !request.shape.found()) {
            RequestParser chat = new RequestParser(Format.CHAT.requestShape().get());
            request = chat.read(text) && chat.shape.found() ? chat : request;
        }
        return request.build(wellFormed, body);
    }

    private ChatRequest build(boolean wellFormed, Decoded body) {
        String text = body.text();
        List<ChatMessage> messages = shape.messages();
        if (!wellFormed && messages.isEmpty() && !text.isEmpty()) {
            messages = List.of(new ChatMessage("user", new Content.Text(text), Map.of()));
        }
        return new ChatRequest(wellFormed ? null : text, model, messages, parameters, stream, body.captured());
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
        if (shape.takes(name, value, parameters)) {
            return;
        }
        if (name.equals("model")) {
            model = value.string();
        } else if (name.equals("stream")) {
            stream = value.isTrue();
        }
        parameters.put(name, value.raw());
    }
}
