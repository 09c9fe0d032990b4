package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The system prompt and the messages of an <a href="https://docs.anthropic.com/en/api/messages">Anthropic</a> request. */
final class AnthropicRequestShape implements RequestShape {

    private @Nullable ChatMessage system;
    private final List<ChatMessage> messages = new ArrayList<>();

    @Override
    public boolean takes(String name, JsonReader value, Map<String, String> parameters) {
        if (name.equals("system") && (value.isString() || value.isArray())) {
            parameters.remove(name);
            system = new ChatMessage("system", PartList.contentOf(value.raw()), Map.of());
            return true;
        }
        if (!name.equals("messages")) {
            return false;
        }
        messages.clear();
        parameters.remove(name);
        if (!value.isArray()) {
            return false;
        }
        value.elements(message -> messages.addAll(AnthropicMessageReader.read(message.raw())));
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
        List<ChatMessage> all = new ArrayList<>();
        if (system != null) {
            all.add(system);
        }
        all.addAll(messages);
        return all;
    }
}
