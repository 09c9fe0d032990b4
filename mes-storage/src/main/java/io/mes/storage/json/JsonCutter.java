package io.mes.storage.json;

import java.io.IOException;
import java.io.Reader;

/**
 * Cuts values out of a JSON text of any length without holding more of it than one value. What stands in a value is not
 * looked at but for where it ends; whoever reads it finds out whether it is JSON. Not thread-safe.
 */
public final class JsonCutter {

    private static final int END = -1;

    private final Reader in;
    private final int longest;
    private int next;

    /**
     * Begins at the first character.
     *
     * @param longest characters that a value may have
     */
    public JsonCutter(Reader in, int longest) throws IOException {
        this.in = in;
        this.longest = longest;
        this.next = in.read();
    }

    /** Whether nothing but white space is left. */
    public boolean isAtEnd() throws IOException {
        skipSpace();
        return next == END;
    }

    /** Takes a character, white space before it as well, if it comes next. */
    public boolean takes(char expected) throws IOException {
        skipSpace();
        if (next != expected) {
            return false;
        }
        next = in.read();
        return true;
    }

    /**
     * Takes a character that must come next.
     *
     * @throws JsonSyntaxException if another one does
     */
    public void expect(char expected) throws IOException {
        if (!takes(expected)) {
            throw new JsonSyntaxException(
                    next == END ? "The text ends too early" : "There is no '" + expected + "' where one is due");
        }
    }

    /**
     * Takes the next value as it is written.
     *
     * @throws JsonSyntaxException if there is none, or it is too long
     */
    public String value() throws IOException {
        skipSpace();
        StringBuilder value = new StringBuilder();
        if (next == '"') {
            string(value);
        } else if (next == '{' || next == '[') {
            container(value);
        } else {
            word(value);
        }
        if (value.isEmpty()) {
            throw new JsonSyntaxException(
                    next == END ? "The text ends too early" : "There is no value where one is due");
        }
        return value.toString();
    }

    private void container(StringBuilder value) throws IOException {
        int depth = 0;
        do {
            if (next == '"') {
                string(value);
                continue;
            }
            if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
            }
            append(value);
        } while (depth > 0);
    }

    private void string(StringBuilder value) throws IOException {
        append(value);
        while (next != '"') {
            if (next == '\\') {
                append(value);
            }
            append(value);
        }
        append(value);
    }

    private void word(StringBuilder value) throws IOException {
        while (next != END && !isSpace(next) && ",:]}[{\"".indexOf(next) < 0) {
            append(value);
        }
    }

    private void append(StringBuilder value) throws IOException {
        if (next == END) {
            throw new JsonSyntaxException("The text ends too early");
        }
        if (value.length() >= longest) {
            throw new JsonSyntaxException("A value is longer than " + longest + " characters");
        }
        value.append((char) next);
        next = in.read();
    }

    private void skipSpace() throws IOException {
        while (isSpace(next)) {
            next = in.read();
        }
    }

    private static boolean isSpace(int character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }
}
