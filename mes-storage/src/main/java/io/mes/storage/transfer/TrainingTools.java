package io.mes.storage.transfer;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonText;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tools and calls as fine-tuning takes them: functions, in the form of chats, whichever API they came by.
 *
 * <p>What a provider runs itself, such as a search, is no function, and left out.
 */
final class TrainingTools {

    private static final String FUNCTION = "function";

    private TrainingTools() {}

    /** The functions among a request's tools, as a JSON array; null if it has none. */
    static @Nullable String tools(@Nullable String json) {
        return functions(json, TrainingTools::tool);
    }

    /** The calls of functions among a message's, as a JSON array; null if it has none. */
    static @Nullable String calls(@Nullable String json) {
        return functions(json, TrainingTools::call);
    }

    private interface Form {
        @Nullable
        String of(Map<String, String> fields);
    }

    private static @Nullable String functions(@Nullable String json, Form form) {
        StringBuilder array = new StringBuilder("[");
        try {
            JsonReader list = json == null ? null : JsonReader.of(json);
            if (list != null && list.isArray()) {
                list.elements(element -> {
                    String function = element.isObject() ? form.of(JsonReader.fieldsOf(element.raw())) : null;
                    if (function != null) {
                        array.append(array.length() > 1 ? "," : "").append(function);
                    }
                });
            }
        } catch (JsonSyntaxException notOurs) {
            return null;
        }
        return array.length() == 1 ? null : array.append(']').toString();
    }

    /** Chats nest a function; Responses have it flat, and Anthropic flat with its schema under another name. */
    private static @Nullable String tool(Map<String, String> tool) {
        String nested = tool.get(FUNCTION);
        if (nested != null) {
            return function(nested);
        }
        String schema = tool.getOrDefault("input_schema", tool.get("parameters"));
        boolean builtIn = schema == null && !"\"function\"".equals(tool.get("type"));
        if (builtIn || !tool.containsKey("name")) {
            return null;
        }
        return function(new JsonObjectWriter()
                .raw("name", tool.get("name"))
                .raw("description", tool.get("description"))
                .raw("parameters", schema)
                .raw("strict", tool.get("strict"))
                .toString());
    }

    private static String function(String json) {
        return new JsonObjectWriter()
                .string("type", FUNCTION)
                .raw(FUNCTION, json)
                .toString();
    }

    private static @Nullable String call(Map<String, String> call) {
        String function = call.get(FUNCTION);
        if (function == null) {
            return null;
        }
        Map<String, String> fields = JsonReader.fieldsOf(function);
        fields.keySet().retainAll(Set.of("name", "arguments"));
        return new JsonObjectWriter()
                .raw("id", call.get("id"))
                .string("type", FUNCTION)
                .raw(FUNCTION, JsonText.object(fields))
                .toString();
    }
}
