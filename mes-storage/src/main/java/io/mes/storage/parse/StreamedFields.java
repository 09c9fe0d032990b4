package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Fields of an object that comes in pieces, in the order of their first appearance.
 *
 * <p>Lists go on where they left off, and so do the strings of the fields that are named as such. Of anything else the
 * last value that says something stays.
 */
final class StreamedFields {

    private static final String NULL = "null";

    private final Set<String> textNames;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final Map<String, StringBuilder> lists = new LinkedHashMap<>();

    /**
     * No fields yet.
     *
     * @param textNames the fields whose strings are pieces of one text
     */
    StreamedFields(String... textNames) {
        this.textNames = Set.of(textNames);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    void add(String name, JsonReader value) {
        String piece = textNames.contains(name) ? value.string() : null;
        if (piece != null) {
            values.putIfAbsent(name, "\"\"");
            texts.computeIfAbsent(name, first -> new StringBuilder()).append(piece);
        } else if (value.isArray()) {
            values.putIfAbsent(name, "[]");
            value.elements(element -> append(name, element.raw()));
        } else if (!value.isNull()) {
            put(name, value.raw());
        }
    }

    /** Likewise; a null stays where nothing else comes, as it does in an answer that is not streamed. */
    void addNullable(String name, JsonReader value) {
        if (value.isNull()) {
            values.putIfAbsent(name, NULL);
        } else {
            values.remove(name, NULL);
            add(name, value);
        }
    }

    private void append(String name, String element) {
        StringBuilder list = lists.computeIfAbsent(name, first -> new StringBuilder());
        list.append(list.isEmpty() ? "[" : ",").append(element);
    }

    private void put(String name, String raw) {
        boolean saysNothing = raw.equals("{}") || raw.equals("\"\"");
        if (!saysNothing || !values.containsKey(name)) {
            values.put(name, raw);
        }
    }

    /** The fields as they stand, each value as JSON. */
    Map<String, String> toMap() {
        Map<String, String> fields = new LinkedHashMap<>(values);
        texts.forEach((name, text) -> fields.put(name, JsonText.quote(text.toString())));
        lists.forEach((name, list) -> fields.put(name, list + "]"));
        return fields;
    }

    String toJson() {
        return JsonText.object(toMap());
    }
}
