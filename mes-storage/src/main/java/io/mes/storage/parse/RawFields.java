package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The fields of an object, each as it is written. A field that is null is as good as none. */
final class RawFields {

    private final Map<String, String> fields = new LinkedHashMap<>();

    /** The fields of the object under the cursor; none of any other value. */
    static RawFields of(JsonReader value) {
        RawFields object = new RawFields();
        value.fields((name, field) -> object.fields.put(name, field.raw()));
        return object;
    }

    static RawFields of(@Nullable String json) {
        return json == null ? new RawFields() : of(JsonReader.of(json));
    }

    @Nullable
    String raw(String name) {
        String value = fields.get(name);
        return "null".equals(value) ? null : value;
    }

    /** The text of a string field; null for any other. */
    @Nullable
    String string(String name) {
        return text(raw(name));
    }

    /** The text of a JSON string; null for any other value. */
    static @Nullable String text(@Nullable String json) {
        return json == null || !json.startsWith("\"") ? null : JsonReader.stringOf(json);
    }

    /** An index, or the fallback where it is missing or absurd. */
    int index(String name, int fallback) {
        String value = raw(name);
        return value == null ? fallback : IndexReader.read(JsonReader.of(value), fallback);
    }

    /** Visits the elements of a list field, each as it is written. */
    void elements(String name, Consumer<String> visitor) {
        String value = raw(name);
        if (value != null && value.startsWith("[")) {
            JsonReader.of(value).elements(element -> visitor.accept(element.raw()));
        }
    }

    /** The fields by name, in order; changes are the caller's own. */
    Map<String, String> toMap() {
        return new LinkedHashMap<>(fields);
    }

    /** All fields that say something but those named. */
    Map<String, String> without(String... names) {
        Map<String, String> others = toMap();
        List<String> left = Arrays.asList(names);
        others.entrySet().removeIf(field -> field.getValue().equals("null") || left.contains(field.getKey()));
        return others;
    }

    String toJson() {
        return JsonText.object(fields);
    }
}
