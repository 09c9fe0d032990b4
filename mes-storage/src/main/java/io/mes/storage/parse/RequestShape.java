package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.json.JsonReader;
import java.util.List;
import java.util.Map;

/** Finds the messages among the fields of one request. */
interface RequestShape {

    /**
     * Takes in a field if it is one that holds messages.
     *
     * @param parameters where what such a field holds instead of messages is put
     * @return false if it holds none, and was left alone
     */
    boolean takes(String name, JsonReader value, Map<String, String> parameters);

    /** Whether what was said stood where this format has it; a system prompt alone does not count. */
    boolean found();

    /** The messages until now, in order. */
    List<ChatMessage> messages();
}
