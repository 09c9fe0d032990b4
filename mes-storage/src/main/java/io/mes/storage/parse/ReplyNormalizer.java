package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings what providers call differently in a reply under one name. */
final class ReplyNormalizer {

    static final String REASONING = "reasoning_content";

    /** The name Groq, OpenRouter and vLLM's newer versions give to it. */
    static final String REASONING_ALIAS = "reasoning";

    /** OpenRouter's list of it in parts. */
    private static final String REASONING_DETAILS = "reasoning_details";

    private ReplyNormalizer() {}

    /** A reply whose role is the assistant's if none was sent and whose reasoning stands in {@code reasoning_content}. */
    static ChatReply reply(int choice, ChatMessage message, @Nullable String finishReason, Map<String, String> facts) {
        Map<String, String> fields = message.fields();
        String alias = fields.getOrDefault(REASONING_ALIAS, "null");
        if (!saysSomething(fields.getOrDefault(REASONING, "null"))) {
            String detailed = textOfDetails(fields.getOrDefault(REASONING_DETAILS, "null"));
            if (alias.startsWith("\"") && saysSomething(alias)) {
                fields = renamed(fields, alias);
                facts.put("reasoning_field", JsonText.quote(REASONING_ALIAS));
            } else if (!detailed.isEmpty()) {
                fields = new LinkedHashMap<>(fields);
                fields.put(REASONING, JsonText.quote(detailed));
                facts.put("reasoning_field", JsonText.quote(REASONING_DETAILS));
            }
        }
        String role = message.role() == null ? "assistant" : message.role();
        boolean asItCame = message.role() != null && fields == message.fields();
        ChatMessage normal = asItCame ? message : new ChatMessage(role, message.content(), fields);
        return new ChatReply(choice, normal, finishReason, facts);
    }

    /** The texts and summaries in a list of reasoning details; empty if it holds none, or only encrypted ones. */
    private static String textOfDetails(String details) {
        if (!details.startsWith("[")) {
            return "";
        }
        StringBuilder joined = new StringBuilder();
        JsonReader.of(details)
                .elements(detail -> detail.fields((name, value) -> {
                    String piece = name.equals("text") || name.equals("summary") ? value.string() : null;
                    joined.append(piece == null ? "" : piece);
                }));
        return joined.toString();
    }

    /** A reply whose content is text that could not be read as one. */
    static ChatReply unparsed(int choice, String text) {
        ChatMessage message = new ChatMessage("assistant", new Content.Text(text), Map.of());
        return new ChatReply(choice, message, null, Map.of(ChatReply.UNPARSED, "true"));
    }

    private static boolean saysSomething(String json) {
        return !json.equals("null") && !json.equals("\"\"");
    }

    /** The fields with the reasoning under its own name, in the place of the other. */
    private static Map<String, String> renamed(Map<String, String> fields, String reasoning) {
        Map<String, String> renamed = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (name.equals(REASONING_ALIAS)) {
                renamed.put(REASONING, reasoning);
            } else if (!name.equals(REASONING)) {
                renamed.put(name, value);
            }
        });
        return renamed;
    }
}
