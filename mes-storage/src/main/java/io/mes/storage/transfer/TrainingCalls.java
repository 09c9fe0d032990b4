package io.mes.storage.transfer;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of functions in a message as fine-tuning takes them. Those that it does not take are left out: calls of other tools,
 * and such without an id of their own, a name or arguments that are JSON.
 *
 * @param byId each as JSON
 * @param whole whether none was left out
 */
record TrainingCalls(Map<String, String> byId, boolean whole) {

    static final TrainingCalls NONE = new TrainingCalls(Map.of(), true);

    /** Those of a message's {@code tool_calls}; null where it has none. */
    static TrainingCalls of(@Nullable String json) {
        if (json == null) {
            return NONE;
        }
        if (!JsonReader.isJson(json)) {
            return new TrainingCalls(Map.of(), false);
        }
        JsonReader list = JsonReader.of(json);
        if (!list.isArray()) {
            return new TrainingCalls(Map.of(), list.isNull());
        }
        Map<String, String> calls = new LinkedHashMap<>();
        int[] count = {0};
        list.elements(element -> {
            count[0]++;
            Map<String, String> call = element.isObject() ? JsonReader.fieldsOf(element.raw()) : Map.of();
            String id = call.containsKey("id") ? JsonReader.stringOf(call.get("id")) : null;
            String function = function(call.get(TrainingTools.FUNCTION));
            if (id != null && !id.isEmpty() && function != null) {
                calls.putIfAbsent(id, call(id, function));
            }
        });
        return new TrainingCalls(calls, calls.size() == count[0]);
    }

    private static String call(String id, String function) {
        return new JsonObjectWriter()
                .string("id", id)
                .string("type", TrainingTools.FUNCTION)
                .raw(TrainingTools.FUNCTION, function)
                .toString();
    }

    /** What is called with what; null where a part of that is missing. */
    static @Nullable String function(@Nullable String json) {
        Map<String, String> function = json == null ? Map.of() : JsonReader.fieldsOf(json);
        String name = function.get("name");
        String arguments = arguments(function.getOrDefault("arguments", "null"));
        return !TrainingTools.isName(name) || arguments == null
                ? null
                : new JsonObjectWriter()
                        .raw("name", name)
                        .raw("arguments", arguments)
                        .toString();
    }

    /** Arguments are JSON in a string; some servers give the object, and for none an empty string or null. */
    private static @Nullable String arguments(String json) {
        JsonReader value = JsonReader.of(json);
        if (value.isObject()) {
            return JsonText.quote(JsonReader.compact(json));
        }
        String text = value.isNull() ? "" : value.string();
        if (text == null) {
            return null;
        }
        return text.isBlank() ? "\"{}\"" : JsonReader.isJson(text) ? json : null;
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** Those with these ids. */
    TrainingCalls only(Set<String> ids) {
        Map<String, String> some = new LinkedHashMap<>(byId);
        some.keySet().retainAll(ids);
        return new TrainingCalls(some, whole && some.size() == byId.size());
    }

    /** Their list; null if there are none. */
    @Nullable
    String json() {
        return isEmpty() ? null : "[" + String.join(",", byId.values()) + "]";
    }
}
