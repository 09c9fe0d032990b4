package io.mes.storage.transfer;

import io.mes.storage.chat.Tokens;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.InvalidQueryException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object from a file; every method complains of a value that no column holds, and says where. */
final class RowFields {

    /** Of the year 9999; what lies behind has no day that could be written. */
    private static final long LAST_MOMENT = 253_402_214_399L;

    private static final int MAX_ID = 255;

    /** More than any row or message has; an object of many small ones takes far more memory than its text. */
    private static final int MAX_FIELDS = 1000;

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");

    private final String place;
    private final Map<String, String> fields;

    /**
     * The fields of an object.
     *
     * @param place what it is called in complaints
     * @throws io.mes.storage.json.JsonSyntaxException if it is no JSON
     */
    static RowFields of(String place, String json) {
        if (!json.startsWith("{")) {
            throw new InvalidQueryException(place, place + " is no object");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        JsonReader object = JsonReader.of(json);
        object.fields((name, value) -> {
            if (fields.size() == MAX_FIELDS) {
                throw new InvalidQueryException(place, place + " has more than " + MAX_FIELDS + " fields");
            }
            fields.put(name, value.raw());
        });
        object.end();
        return new RowFields(place, fields);
    }

    RowFields(String place, Map<String, String> fields) {
        this.place = place;
        this.fields = fields;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** A text that must be there: 1 to 255 characters. */
    String id(String name) {
        String id = text(name, MAX_ID);
        if (id.isBlank()) {
            throw problem(name, "is missing");
        }
        return id;
    }

    /** A text; empty if it is missing. */
    String text(String name, int longest) {
        String text = textOrNull(name, longest);
        return text == null ? "" : text;
    }

    /** A text; null if it is missing. */
    @Nullable
    String textOrNull(String name, int longest) {
        String json = value(name);
        if (json == null) {
            return null;
        }
        String text = JsonReader.stringOf(json);
        if (text == null) {
            throw problem(name, "is no string");
        }
        if (text.length() > longest) {
            throw problem(name, "has more than " + longest + " characters");
        }
        if (!JsonText.isStorable(text)) {
            throw problem(name, "holds characters that no database can store");
        }
        return text;
    }

    /** A column's text that stands here as an object or as a string. */
    @Nullable
    String embedded(String name) {
        String json = value(name);
        return json != null && json.startsWith("{") ? json : textOrNull(name, Integer.MAX_VALUE);
    }

    long number(String name, long defaultValue) {
        String json = value(name);
        if (json == null) {
            return defaultValue;
        }
        try {
            if (NUMBER.matcher(json).matches()) {
                return Long.parseLong(json);
            }
        } catch (NumberFormatException tooLarge) {
            // Told below.
        }
        throw problem(name, "is no whole number of 64 bits");
    }

    /** Tokens, as many as a row can count; 0 if they are missing. */
    long tokens(String name) {
        long tokens = number(name, 0);
        if (tokens != Tokens.counted(tokens)) {
            throw problem(name, "is no count of tokens, which is a whole number from 0 to " + Tokens.MOST);
        }
        return tokens;
    }

    /** A number of 32 bits; 0 if it is missing. */
    int integer(String name) {
        long number = number(name, 0);
        if (number != (int) number) {
            throw problem(name, "is no whole number of 32 bits");
        }
        return (int) number;
    }

    /** Unix seconds, which must be there. */
    long moment(String name) {
        long seconds = number(name, -1);
        if (seconds < 0 || seconds > LAST_MOMENT) {
            throw problem(name, "must be unix seconds");
        }
        return seconds;
    }

    boolean flag(String name) {
        String json = value(name);
        if (json != null && !json.equals("true") && !json.equals("false")) {
            throw problem(name, "is neither true nor false");
        }
        return "true".equals(json);
    }

    private @Nullable String value(String name) {
        String json = fields.get(name);
        return json == null || json.equals("null") ? null : json;
    }

    InvalidQueryException problem(String name, String what) {
        String where = place.isEmpty() ? name : place + "." + name;
        return new InvalidQueryException(where, where + " " + what);
    }
}
