package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The messages of a chat completions request. */
final class ChatRequestShape implements RequestShape {

    private final List<ChatMessage> messages = new ArrayList<>();

    /** A list of messages; anything else, an empty list too, is kept as it is. */
    @Override
    public boolean takes(String name, JsonReader value, Map<String, String> parameters) {
        if (!name.equals("messages")) {
            return false;
        }
        messages.clear();
        parameters.remove(name);
        if (!value.isArray()) {
            return false;
        }
        value.elements(message -> messages.add(MessageReader.read(message)));
        if (messages.isEmpty()) {
            parameters.put(name, "[]");
        }
        return true;
    }

    @Override
    public boolean found() {
        return !messages.isEmpty();
    }

    @Override
    public List<ChatMessage> messages() {
        return messages;
    }
}
