package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import java.util.List;
import java.util.Map;

/**
 * The prompt of a <a href="https://platform.openai.com/docs/api-reference/completions/create">completions</a> request as a
 * user's message: a string as its text; a list of strings or tokens, which are prompts of their own, as JSON.
 */
final class CompletionsRequestShape implements RequestShape {

    private List<ChatMessage> messages = List.of();

    @Override
    public boolean takes(String name, JsonReader value, Map<String, String> parameters) {
        if (!name.equals("prompt")) {
            return false;
        }
        messages = List.of();
        parameters.remove(name);
        String text = value.string();
        if (text == null && !value.isArray()) {
            return false;
        }
        Content prompt = text != null ? new Content.Text(text) : new Content.Json(value.raw());
        messages = List.of(new ChatMessage("user", prompt, Map.of()));
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
