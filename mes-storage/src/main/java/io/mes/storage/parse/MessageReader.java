package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one message object, in a request, in an answer or in a file. Stateless to its callers; safe on any thread. */
public final class MessageReader {

    private @Nullable String role;
    private Content content = Content.None.ABSENT;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private MessageReader() {}

    /** The message under the cursor; of what is no object, the whole of it as content. */
    public static ChatMessage read(JsonReader value) {
        if (!value.isObject()) {
            return new ChatMessage(null, new Content.Bare(value.raw()), Map.of());
        }
        MessageReader message = new MessageReader();
        value.fields(message::field);
        return new ChatMessage(message.role, message.content, message.fields);
    }

    private void field(String name, JsonReader value) {
        if (name.equals("role") && value.isString()) {
            role = value.string();
        } else if (name.equals("content")) {
            content = content(value);
        } else {
            fields.put(name, value.raw());
        }
    }

    private static Content content(JsonReader value) {
        if (value.isNull()) {
            return Content.None.NULL;
        }
        String text = value.string();
        return text != null ? new Content.Text(text) : new Content.Json(value.raw());
    }
}
