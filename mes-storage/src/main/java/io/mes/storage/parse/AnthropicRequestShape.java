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
    private final ChatRequestShape list = new ChatRequestShape(message -> AnthropicMessageReader.read(message.raw()));

    @Override
    public boolean takes(String name, JsonReader value, Map<String, String> parameters) {
        if (name.equals("system") && (value.isString() || value.isArray())) {
            parameters.remove(name);
            system = new ChatMessage("system", PartList.contentOf(value.raw()), Map.of());
            return true;
        }
        return list.takes(name, value, parameters);
    }

    @Override
    public boolean found() {
        return list.found();
    }

    @Override
    public List<ChatMessage> messages() {
        List<ChatMessage> all = new ArrayList<>();
        if (system != null) {
            all.add(system);
        }
        all.addAll(list.messages());
        return all;
    }
}
