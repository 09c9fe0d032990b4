package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one message of an Anthropic request.
 *
 * <p>The results in a user's message become messages of the role {@code tool}, in order, and what else it holds a user's
 * message after them, for in a chat the results must follow the calls.
 */
final class AnthropicMessageReader {

    private AnthropicMessageReader() {}

    static List<ChatMessage> read(String json) {
        RawFields message = RawFields.of(json);
        String content = message.raw("content");
        String role = message.string("role");
        if (content == null || !content.startsWith("[") || role == null) {
            return List.of(MessageReader.read(JsonReader.of(json)));
        }
        Map<String, String> others = message.without("role", "content");
        return role.equals("assistant") ? List.of(assistant(message, others)) : user(role, message, others);
    }

    private static ChatMessage assistant(RawFields message, Map<String, String> others) {
        AnthropicBlocks blocks = new AnthropicBlocks();
        message.elements("content", blocks::add);
        PartList texts = new PartList();
        blocks.texts().forEach(texts::add);
        Map<String, String> fields = new LinkedHashMap<>(blocks.fields(false));
        others.forEach(fields::putIfAbsent);
        boolean empty = texts.isEmpty() && fields.isEmpty();
        return new ChatMessage("assistant", texts.isEmpty() && !empty ? Content.None.NULL : texts.content(), fields);
    }

    private static List<ChatMessage> user(String role, RawFields message, Map<String, String> others) {
        List<ChatMessage> messages = new ArrayList<>();
        PartList parts = new PartList();
        message.elements("content", json -> {
            RawFields block = RawFields.of(json);
            if ("tool_result".equals(block.string("type"))) {
                messages.add(result(block, messages.isEmpty() ? others : Map.of()));
            } else {
                parts.add(json);
            }
        });
        if (messages.isEmpty() || !parts.isEmpty()) {
            messages.add(new ChatMessage(role, parts.content(), messages.isEmpty() ? others : Map.of()));
        }
        return messages;
    }

    private static ChatMessage result(RawFields block, Map<String, String> others) {
        Map<String, String> fields = new LinkedHashMap<>();
        String id = block.raw("tool_use_id");
        if (id != null) {
            fields.put("tool_call_id", id);
        }
        fields.putAll(block.without("type", "tool_use_id", "content"));
        others.forEach(fields::putIfAbsent);
        return new ChatMessage("tool", PartList.contentOf(block.raw("content")), fields);
    }
}
