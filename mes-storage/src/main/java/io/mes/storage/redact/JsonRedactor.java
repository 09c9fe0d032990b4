package io.mes.storage.redact;

import io.mes.storage.json.CutJson;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonText;
import java.util.Set;

/**
 * Masks the strings and numbers of JSON values, and of JSON that stands in their strings, as arguments of tool calls do.
 * What is not masked stays as it is written. Names of fields are left alone.
 */
final class JsonRedactor {

    private final Redactor redactor;

    JsonRedactor(Redactor redactor) {
        this.redactor = redactor;
    }

    /** The value with everything masked; the same instance if there is nothing to mask. */
    String redact(String json) {
        return redact(json, Set.of());
    }

    /**
     * Likewise.
     *
     * @param spared names of fields of the outermost object that are left as they are
     */
    String redact(String json, Set<String> spared) {
        try {
            Rewriting rewriting = new Rewriting(json);
            JsonReader value = JsonReader.of(json);
            if (value.isObject()) {
                value.fields((name, field) -> {
                    if (!spared.contains(name)) {
                        rewriting.value(field);
                    }
                });
            } else {
                rewriting.value(value);
            }
            return rewriting.result();
        } catch (JsonSyntaxException notJson) {
            return redactor.redact(json);
        }
    }

    /** A text with everything masked, also where it is JSON, in which an escape may hide where a secret begins. */
    String redactText(String text) {
        return redactor.redact(inside(text));
    }

    /** The text of a string value, which may be JSON itself. */
    private String string(String text) {
        String inside = inside(text);
        return isStructured(text) && JsonReader.isReceivedJson(text) ? inside : redactor.redact(inside);
    }

    /** The text with what stands in its strings masked if it is JSON, or was before it was cut off; that is closed then. */
    private String inside(String text) {
        if (!isStructured(text)) {
            return text;
        }
        if (JsonReader.isReceivedJson(text)) {
            return redact(text);
        }
        String closed = CutJson.close(text);
        String redacted = JsonReader.isReceivedJson(closed) ? redact(closed) : closed;
        return redacted.equals(closed) ? text : redacted;
    }

    /** Whether a text begins like an object, a list or a string. */
    private static boolean isStructured(String text) {
        String stripped = text.stripLeading();
        return !stripped.isEmpty() && "{[\"".indexOf(stripped.charAt(0)) >= 0;
    }

    /** One pass over one text. */
    private final class Rewriting {

        private final String json;
        private final StringBuilder out = new StringBuilder();
        private int copied;

        Rewriting(String json) {
            this.json = json;
        }

        void value(JsonReader value) {
            if (value.isObject()) {
                value.fields((name, field) -> value(field));
            } else if (value.isArray()) {
                value.elements(this::value);
            } else {
                scalar(value);
            }
        }

        private void scalar(JsonReader value) {
            int start = value.offset();
            String text = value.string();
            String raw = value.raw();
            String before = text != null ? text : raw;
            String after = text != null ? string(text) : redactor.redact(raw);
            if (!after.equals(before)) {
                out.append(json, copied, start).append(JsonText.quote(after));
                copied = start + raw.length();
            }
        }

        String result() {
            return copied == 0 ? json : out.append(json, copied, json.length()).toString();
        }
    }
}
