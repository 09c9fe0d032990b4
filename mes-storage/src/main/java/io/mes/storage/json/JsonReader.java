package io.mes.storage.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * A cursor over one JSON text that visits it in a single pass and can cut out any value as it was written.
 *
 * <p>The cursor stands on a value. A visitor given to {@link #fields} or {@link #elements} may read that value with one
 * call or leave it alone; what it leaves is skipped. Every method throws {@link JsonSyntaxException} where the text is
 * broken; what was visited before stays valid, which is how a cut-off body is read as far as it goes. Not thread-safe.
 */
public final class JsonReader {

    /** Objects and arrays inside each other beyond which a text counts as broken, lest one end the thread's stack. */
    static final int MAX_DEPTH = 600;

    /** The same for a body that others sent. Less, so that it can still be read inside what MES puts around it. */
    static final int MAX_RECEIVED_DEPTH = 500;

    private static final JsonFactory FACTORY = factory(MAX_DEPTH);
    private static final JsonFactory RECEIVED_FACTORY = factory(MAX_RECEIVED_DEPTH);

    private final String text;
    private final JsonParser parser;

    /** Where the whole value ends, once it was read and the parser has given its buffers back; -1 before. */
    private int end = -1;

    private JsonReader(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    // Without the table of names: it would keep names that clients made up, and is copied for each text with a new one.
    private static JsonFactory factory(int maxDepth) {
        return JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .build())
                .build();
    }

    /** A cursor on the first value of the text. */
    public static JsonReader of(String text) {
        return of(FACTORY, text);
    }

    /** A cursor on the first value of a text that others sent. */
    public static JsonReader ofReceived(String text) {
        return of(RECEIVED_FACTORY, text);
    }

    private static JsonReader of(JsonFactory factory, String text) {
        JsonReader reader = new JsonReader(text, factory.createParser(ObjectReadContext.empty(), text));
        if (reader.advance() == null) {
            throw new JsonSyntaxException("The text is empty");
        }
        return reader;
    }

    /** The fields of an object, each with its value as written; a repeated name keeps its last value. */
    public static Map<String, String> fieldsOf(String object) {
        Map<String, String> fields = new LinkedHashMap<>();
        JsonReader reader = of(object);
        reader.fields((name, value) -> fields.put(name, value.raw()));
        reader.end();
        return fields;
    }

    /** The text of a string that is alone; null of any other value. */
    public static @Nullable String stringOf(String json) {
        JsonReader reader = of(json);
        String string = reader.string();
        reader.parser.close();
        return string;
    }

    /** JSON without white space and needless escapes; order, repetition and numbers as they are. */
    public static String compact(String json) {
        StringBuilder out = new StringBuilder(json.length());
        of(json).appendCompact(out);
        return out.toString();
    }

    private void appendCompact(StringBuilder out) {
        if (isObject()) {
            int start = out.append('{').length();
            fields((name, value) -> {
                JsonText.appendQuoted(out.length() > start ? out.append(',') : out, name);
                value.appendCompact(out.append(':'));
            });
            out.append('}');
        } else if (isArray()) {
            int start = out.append('[').length();
            elements(value -> value.appendCompact(out.length() > start ? out.append(',') : out));
            out.append(']');
        } else if (isString()) {
            JsonText.appendQuoted(out, String.valueOf(string()));
        } else {
            out.append(raw());
        }
    }

    /** Whether the text is one JSON value and nothing else. */
    public static boolean isJson(String text) {
        return isWhole(FACTORY, text);
    }

    /** Whether a text that others sent is one JSON value and nothing else. */
    public static boolean isReceivedJson(String text) {
        return isWhole(RECEIVED_FACTORY, text);
    }

    private static boolean isWhole(JsonFactory factory, String text) {
        try {
            of(factory, text).end();
            return true;
        } catch (JsonSyntaxException broken) {
            return false;
        }
    }

    /** Whether the cursor is on an object. */
    public boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Whether the cursor is on an array. */
    public boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Whether the cursor is on a string. */
    public boolean isString() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /** Whether the cursor is on {@code null}. */
    public boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Visits every field of the object under the cursor; does nothing on any other value. */
    public void fields(BiConsumer<String, JsonReader> visitor) {
        if (!isObject()) {
            return;
        }
        while (advance() == JsonToken.PROPERTY_NAME) {
            String name = checked(parser::currentName);
            advance();
            visitor.accept(name, this);
            skip();
        }
    }

    /** Visits every element of the array under the cursor; does nothing on any other value. */
    public void elements(Consumer<JsonReader> visitor) {
        if (!isArray()) {
            return;
        }
        while (advance() != JsonToken.END_ARRAY) {
            visitor.accept(this);
            skip();
        }
    }

    /** The text of the string under the cursor; null on any other value. */
    public @Nullable String string() {
        return isString() ? checked(parser::getString) : null;
    }

    /** The number under the cursor, cut off after the point and held within 64 bits; null on any other value. */
    public @Nullable Long number() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            return null;
        }
        String digits = checked(parser::getString);
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException fractionOrHuge) {
            return (long) Double.parseDouble(digits);
        }
    }

    /** Whether the cursor is on {@code true}. */
    public boolean isTrue() {
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** Where the value under the cursor begins in the text. */
    public int offset() {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /** The value under the cursor exactly as it is written, with the white space inside it. */
    public String raw() {
        int start = offset();
        skip();
        // Behind a number that stands alone, the parser has taken in the white space that ends it.
        return text.substring(start, end < 0 ? checked(this::endOfValue) : end).stripTrailing();
    }

    /** Checks that nothing but white space follows the value that was read. */
    public void end() {
        skip();
        if (end < 0) {
            if (advance() != null) {
                throw moreText();
            }
        } else if (!isWhiteSpaceFrom(end)) {
            throw moreText();
        }
    }

    private boolean isWhiteSpaceFrom(int start) {
        for (int at = start; at < text.length(); at++) {
            if (" \t\r\n".indexOf(text.charAt(at)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static JsonSyntaxException moreText() {
        return new JsonSyntaxException("More text follows the value");
    }

    private @Nullable JsonToken advance() {
        try {
            JsonToken token = parser.nextToken();
            releaseBehind(token);
            return token;
        } catch (JacksonException e) {
            throw syntaxError(e);
        }
    }

    private void skip() {
        try {
            parser.skipChildren();
            releaseBehind(parser.currentToken());
        } catch (JacksonException e) {
            throw syntaxError(e);
        }
    }

    /**
     * Closes the parser behind the last token of the whole object or array, for then its buffers, larger than most
     * texts, serve the next one. Nobody has to close a reader: one that is left before loses no more than its buffers.
     */
    private void releaseBehind(@Nullable JsonToken token) {
        if (token != null && token.isStructEnd() && parser.streamReadContext().inRoot() && end < 0) {
            end = endOfValue();
            parser.close();
        }
    }

    private int endOfValue() {
        parser.finishToken();
        return (int) parser.currentLocation().getCharOffset();
    }

    private <T> T checked(Supplier<T> read) {
        try {
            return read.get();
        } catch (JacksonException e) {
            throw syntaxError(e);
        }
    }

    private JsonSyntaxException syntaxError(JacksonException e) {
        parser.close();
        TokenStreamLocation at = e.getLocation();
        String place = at == null ? "" : " at character " + at.getCharOffset();
        return new JsonSyntaxException("Not JSON" + place + " (" + e.getClass().getSimpleName() + ")");
    }
}
