package io.mes.storage.json;

import org.jspecify.annotations.Nullable;

/** Builds the text of one JSON object, field by field. A field given as null is left out. Not thread-safe. */
public final class JsonObjectWriter {

    private final StringBuilder out = new StringBuilder("{");

    /** Adds a field whose value is JSON already. */
    public JsonObjectWriter raw(String name, @Nullable String json) {
        if (json != null) {
            name(name).append(json);
        }
        return this;
    }

    /** Adds a string field. */
    public JsonObjectWriter string(String name, @Nullable String value) {
        if (value != null) {
            JsonText.appendQuoted(name(name), value);
        }
        return this;
    }

    /** Adds a number field. */
    public JsonObjectWriter number(String name, @Nullable Long value) {
        if (value != null) {
            name(name).append(value.longValue());
        }
        return this;
    }

    /** Adds a field that is true, or nothing. */
    public JsonObjectWriter flag(String name, boolean value) {
        if (value) {
            name(name).append("true");
        }
        return this;
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return out.length() == 1;
    }

    private StringBuilder name(String name) {
        if (!isEmpty()) {
            out.append(',');
        }
        JsonText.appendQuoted(out, name);
        return out.append(':');
    }

    /** The object as it stands; more fields may follow. */
    @Override
    public String toString() {
        return out + "}";
    }
}
