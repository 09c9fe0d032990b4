package io.mes.storage.query;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a user notes about a completion: at most 16 names of at most 64 characters with values of at most 512, as OpenAI's
 * <a href="https://github.com/openai/openai-openapi">specification</a> has it in its schema {@code Metadata}. Immutable.
 */
public final class CompletionMetadata {

    private static final String NAME = "metadata";
    private static final int MAX_NAME = 64;
    private static final int MAX_VALUE = 512;

    private final Map<String, String> values;

    private CompletionMetadata(Map<String, String> values) {
        this.values = values;
    }

    /**
     * The metadata of the body of a request to set it: a JSON object that has {@code metadata} and nothing else, as that is all
     * that can be changed. Null stands for none.
     *
     * @throws InvalidQueryException if it is something else; names the field
     */
    public static CompletionMetadata ofBody(String body) {
        Map<String, String> fields = object("body", body);
        fields.keySet().stream().filter(name -> !name.equals(NAME)).findFirst().ifPresent(name -> {
            throw new InvalidQueryException(shown(name), "Only metadata can be changed, not " + shown(name));
        });
        String metadata = fields.get(NAME);
        if (metadata == null) {
            throw new InvalidQueryException(NAME, "metadata is missing; give an object of names and texts");
        }
        return of(metadata);
    }

    private static CompletionMetadata of(String json) {
        Map<String, String> values = new LinkedHashMap<>();
        if (!json.equals("null")) {
            object(NAME, json).forEach((name, value) -> values.put(checkedName(name), checkedValue(name, value)));
        }
        if (values.size() > Limits.MAX_METADATA) {
            throw new InvalidQueryException(NAME, "metadata must have at most " + Limits.MAX_METADATA + " names");
        }
        return new CompletionMetadata(values);
    }

    private static Map<String, String> object(String what, String json) {
        if (JsonReader.isReceivedJson(json) && JsonReader.of(json).isObject()) {
            return JsonReader.fieldsOf(json);
        }
        throw new InvalidQueryException(what, what + " must be a JSON object");
    }

    private static String checkedName(String name) {
        if (name.length() > MAX_NAME) {
            throw new InvalidQueryException(
                    NAME, "Names in metadata must have at most " + MAX_NAME + " characters, unlike " + shown(name));
        }
        return name;
    }

    private static String checkedValue(String name, String json) {
        String value = JsonReader.stringOf(json);
        if (value == null || value.length() > MAX_VALUE) {
            throw new InvalidQueryException(
                    NAME + "." + shown(name),
                    "metadata." + shown(name) + " must be a text of at most " + MAX_VALUE + " characters");
        }
        return value;
    }

    private static String shown(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME) + "…";
    }

    /** As a JSON object of texts. */
    public String toJson() {
        JsonObjectWriter json = new JsonObjectWriter();
        values.forEach(json::string);
        return json.toString();
    }
}
