package io.mes.storage.transfer;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.row.StoredMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as fine-tuning takes it: what its role may have, and nothing else.
 *
 * @param reply whether a model said it
 * @param learnable whether a model is to learn from it
 */
record TrainingMessage(String json, boolean reply, boolean learnable) {

    private static final String WEIGHT = "weight";
    private static final String CALLS = "tool_calls";

    /** Fields of each role besides role and content. {@code audio} is one of them, but cannot be trained on. */
    private static final Map<String, List<String>> FIELDS = Map.of(
            "system", List.of("name"),
            "user", List.of("name"),
            "assistant", List.of("name", "refusal", CALLS, "function_call", WEIGHT),
            "tool", List.of("tool_call_id"),
            "function", List.of("name"));

    /** The message that was stored; null where fine-tuning has no place for its role. */
    static @Nullable TrainingMessage of(StoredMessage stored) {
        Map<String, String> fields = stored.toFields();
        String role = role(fields.get("role"));
        List<String> allowed = FIELDS.get(role);
        if (allowed == null) {
            return null;
        }
        boolean reply = role.equals("assistant");
        JsonObjectWriter json = new JsonObjectWriter().string("role", role);
        json.raw("content", content(fields));
        for (String name : allowed) {
            String value = name.equals(CALLS) ? TrainingTools.calls(fields.get(name)) : fields.get(name);
            json.raw(name, value == null || saysNothing(value) ? null : onOneLine(value));
        }
        String weight = fields.get(WEIGHT);
        boolean unfinished = reply && weight == null && (stored.isUnfinished() || isEmpty(fields));
        json.raw(WEIGHT, unfinished ? "0" : null);
        return new TrainingMessage(json.toString(), reply, reply && !unfinished && !"0".equals(weight));
    }

    /** What newer models call the system's message is the same to fine-tuning, which knows only the older name. */
    private static String role(@Nullable String json) {
        String role = json == null ? null : JsonReader.stringOf(json);
        return role == null ? "" : role.equals("developer") ? "system" : role;
    }

    /** No content is allowed only where something else stands in its place. */
    private static @Nullable String content(Map<String, String> fields) {
        String content = fields.get("content");
        if (content != null && !content.equals("null")) {
            return onOneLine(content);
        }
        return isReplaced(fields) ? "null" : "\"\"";
    }

    private static boolean isReplaced(Map<String, String> fields) {
        return TrainingTools.calls(fields.get(CALLS)) != null
                || List.of("function_call", "refusal").stream()
                        .map(fields::get)
                        .anyMatch(value -> value != null && !saysNothing(value));
    }

    /** Of a reply: whether what it says stands where fine-tuning has no place for it. */
    private static boolean isEmpty(Map<String, String> fields) {
        String content = fields.getOrDefault("content", "null");
        return (saysNothing(content) || content.equals("\"\"")) && !isReplaced(fields);
    }

    static boolean saysNothing(String json) {
        return json.equals("null")
                || (json.startsWith("[") && json.substring(1, json.length() - 1).isBlank());
    }

    /** JSON has line breaks only between its values, where a space will do. */
    static String onOneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}
