package io.mes.storage.transfer;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tools as fine-tuning takes them: functions, in the form of chats, whichever API they came by.
 *
 * <p>What a provider runs itself, such as a search, is no function, and left out; so is a function whose name a chat does not take.
 */
final class TrainingTools {

    static final String FUNCTION = "function";

    /** What <a href="https://platform.openai.com/docs/api-reference/chat/create">chats</a> take as a name. */
    private static final Pattern NAME = Pattern.compile("\"[a-zA-Z0-9_-]{1,64}\"");

    private TrainingTools() {}

    /** Whether a chat takes the value, which is JSON, as a name. */
    static boolean isName(@Nullable String json) {
        return json != null && NAME.matcher(json).matches();
    }

    /** The functions among a request's tools, as a JSON array; null if it has none. */
    static @Nullable String tools(@Nullable String json) {
        return list(
                json,
                TrainingTools::definition,
                function -> new JsonObjectWriter()
                        .string("type", FUNCTION)
                        .raw(FUNCTION, function)
                        .toString());
    }

    /** A request's functions, the older form of tools, as a JSON array; null if it has none. */
    static @Nullable String functions(@Nullable String json) {
        return list(
                json,
                function -> {
                    function.remove("strict");
                    return function;
                },
                function -> function);
    }

    private static @Nullable String list(
            @Nullable String json, UnaryOperator<Map<String, String>> definition, UnaryOperator<String> form) {
        Map<String, String> byName = new LinkedHashMap<>();
        if (json != null && JsonReader.isJson(json)) {
            JsonReader.of(json).elements(element -> {
                Map<String, String> function =
                        element.isObject() ? definition.apply(JsonReader.fieldsOf(element.raw())) : Map.of();
                String name = function.get("name");
                if (isName(name)) {
                    byName.putIfAbsent(name, form.apply(function(function)));
                }
            });
        }
        return byName.isEmpty() ? null : "[" + String.join(",", byName.values()) + "]";
    }

    /** Chats nest a function; Responses have it flat, and Anthropic flat with its schema under another name. */
    private static Map<String, String> definition(Map<String, String> tool) {
        String nested = tool.get(FUNCTION);
        if (nested != null) {
            return JsonReader.fieldsOf(nested);
        }
        String schema = tool.getOrDefault("input_schema", tool.get("parameters"));
        boolean builtIn = schema == null && !"\"function\"".equals(tool.get("type"));
        if (builtIn) {
            return Map.of();
        }
        if (schema != null) {
            tool.put("parameters", schema);
        }
        return tool;
    }

    /** Only its fields that a chat knows, and only where they are of their types. */
    private static String function(Map<String, String> fields) {
        String strict = fields.get("strict");
        return new JsonObjectWriter()
                .raw("name", fields.get("name"))
                .raw("description", startingWith('"', fields.get("description")))
                .raw("parameters", startingWith('{', fields.get("parameters")))
                .raw("strict", "true".equals(strict) || "false".equals(strict) ? strict : null)
                .toString();
    }

    private static @Nullable String startingWith(char start, @Nullable String json) {
        return json == null || json.charAt(0) != start ? null : TrainingMessage.onOneLine(json);
    }
}
