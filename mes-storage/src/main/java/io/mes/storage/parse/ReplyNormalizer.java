package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings what providers call differently in a reply under one name. */
final class ReplyNormalizer {

    static final String REASONING = "reasoning_content";

    /** The name Groq, OpenRouter and vLLM's newer versions give to it. */
    static final String REASONING_ALIAS = "reasoning";

    private ReplyNormalizer() {}

    /** A reply whose role is the assistant's if none was sent and whose reasoning stands in {@code reasoning_content}. */
    static ChatReply reply(int choice, ChatMessage message, @Nullable String finishReason, Map<String, String> facts) {
        Map<String, String> fields = message.fields();
        String reasoning = fields.get(REASONING_ALIAS);
        if (reasoning != null && reasoning.startsWith("\"") && !fields.containsKey(REASONING)) {
            fields = renamed(fields);
            facts.put("reasoning_field", JsonText.quote(REASONING_ALIAS));
        }
        String role = message.role() == null ? "assistant" : message.role();
        return new ChatReply(choice, new ChatMessage(role, message.content(), fields), finishReason, facts);
    }

    private static Map<String, String> renamed(Map<String, String> fields) {
        Map<String, String> renamed = new LinkedHashMap<>();
        fields.forEach((name, value) -> renamed.put(name.equals(REASONING_ALIAS) ? REASONING : name, value));
        return renamed;
    }
}
