package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The messages of a request that has them in a list of that name. */
final class ChatRequestShape implements RequestShape {

    private final Function<JsonReader, List<ChatMessage>> reader;
    private final List<ChatMessage> messages = new ArrayList<>();

    /** Those of a chat completions request. */
    ChatRequestShape() {
        this(message -> List.of(MessageReader.read(message)));
    }

    /**
     * Those of a request in another format.
     *
     * @param reader reads one element of the list
     */
    ChatRequestShape(Function<JsonReader, List<ChatMessage>> reader) {
        this.reader = reader;
    }

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
        value.elements(message -> messages.addAll(reader.apply(message)));
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
