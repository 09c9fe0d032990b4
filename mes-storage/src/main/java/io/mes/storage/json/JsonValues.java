package io.mes.storage.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain Java values: {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean} and null.
 *
 * <p>For callers who hold messages as maps, as the older Go functions did. Whole numbers are read as {@link Long}, all others as
 * {@link BigDecimal}, so that they are written back unchanged in value. Stateless; safe on any thread.
 */
public final class JsonValues {

    private JsonValues() {}

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException on a value that has no JSON form; the message names its class
     */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, 0);
        return out.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value, int depth) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof CharSequence || value instanceof Enum<?>) {
            JsonText.appendQuoted(out, value.toString());
        } else if (value instanceof Number number) {
            appendNumber(out, number);
        } else if (value instanceof Map<?, ?> map) {
            appendObject(out, map, deeper(depth));
        } else if (value instanceof Iterable<?> list) {
            appendArray(out, list, deeper(depth));
        } else {
            throw new IllegalArgumentException("No JSON form for a value of "
                    + value.getClass().getName() + "; use maps, lists, strings, numbers and booleans");
        }
    }

    /** One level down, which a map that holds itself would go on for until the thread's stack ended. */
    private static int deeper(int depth) {
        if (depth == JsonReader.MAX_DEPTH) {
            throw new IllegalArgumentException("No JSON form for values nested deeper than " + JsonReader.MAX_DEPTH);
        }
        return depth + 1;
    }

    private static void appendNumber(StringBuilder out, Number number) {
        String digits = number.toString();
        if (digits.equals("NaN") || digits.endsWith("Infinity")) {
            throw new IllegalArgumentException("No JSON form for the number " + digits);
        }
        out.append(digits);
    }

    private static void appendObject(StringBuilder out, Map<?, ?> map, int depth) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            JsonText.appendQuoted(out, String.valueOf(entry.getKey()));
            append(out.append(':'), entry.getValue(), depth);
            separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void appendArray(StringBuilder out, Iterable<?> list, int depth) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            append(out.append(separator), element, depth);
            separator = ",";
        }
        out.append(']');
    }

    /**
     * Reads a value.
     *
     * @throws JsonSyntaxException if the text is not one JSON value
     */
    public static @Nullable Object read(String json) {
        JsonReader reader = JsonReader.of(json);
        Object value = value(reader);
        reader.end();
        return value;
    }

    private static @Nullable Object value(JsonReader reader) {
        if (reader.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            reader.fields((name, field) -> map.put(name, value(field)));
            return map;
        }
        if (reader.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            reader.elements(element -> list.add(value(element)));
            return list;
        }
        return reader.isString() ? reader.string() : scalar(reader.raw());
    }

    private static @Nullable Object scalar(String raw) {
        return switch (raw) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> number(raw);
        };
    }

    private static Number number(String raw) {
        try {
            return Long.valueOf(raw);
        } catch (NumberFormatException fractionOrHuge) {
            return decimal(raw);
        }
    }

    private static Number decimal(String raw) {
        try {
            return new BigDecimal(raw);
        } catch (NumberFormatException exponentBeyondInt) {
            return new WrittenNumber(raw);
        }
    }

    /** A number that no Java type holds, kept as it is written so that it can be written again. */
    private static final class WrittenNumber extends Number {

        private static final long serialVersionUID = 1L;

        private final String digits;

        WrittenNumber(String digits) {
            this.digits = digits;
        }

        @Override
        public int intValue() {
            return (int) doubleValue();
        }

        @Override
        public long longValue() {
            return (long) doubleValue();
        }

        @Override
        public float floatValue() {
            return (float) doubleValue();
        }

        @Override
        public double doubleValue() {
            return Double.parseDouble(digits);
        }

        @Override
        public String toString() {
            return digits;
        }
    }
}
