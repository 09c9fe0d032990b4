package io.mes.storage.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text into server-sent events.
 *
 * <p>As the <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a> says (lines end in
 * CR, LF or both; a colon first is a comment; one space after the colon is dropped; {@code data} lines join), except for
 * what real servers do: an event cut off by the end of the stream is delivered all the same, and a line
 * {@code error: {…}} is an event of its own, as is one that is a JSON object without {@code data:} before it.
 */
final class SseEvents {

    private static final Pattern FIRST_LINE =
            Pattern.compile("\\A[\\r\\n]*(:|(data|event|id|retry|error)(:|[\\r\\n]))");

    /** Receives one event. */
    interface Visitor {

        /**
         * An event with data.
         *
         * @param type the {@code event} field; {@code message} if there was none
         * @param data the lines of data, at least one
         */
        void event(String type, List<String> data);
    }

    private final Visitor visitor;
    private final List<String> data = new ArrayList<>();
    private String type = "message";

    private SseEvents(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Whether a body is a stream of events; its Content-Type is not to be relied on. */
    static boolean looksLikeEvents(String text) {
        Matcher firstLine = FIRST_LINE.matcher(text);
        // A stream cut off within its first word still is one: with more text it would have matched.
        return firstLine.lookingAt() || (firstLine.hitEnd() && !text.isBlank());
    }

    static void visit(String text, Visitor visitor) {
        SseEvents events = new SseEvents(visitor);
        int start = 0;
        int length = text.length();
        while (start < length) {
            int end = start;
            while (end < length && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            events.line(text.substring(start, end));
            boolean crlf = end + 1 < length && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n';
            start = end + (crlf ? 2 : 1);
        }
        events.dispatch();
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
            return;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        switch (field) {
            case "data" -> data.add(value(line, colon));
            case "event" -> type = value(line, colon);
            case "error" -> {
                dispatch();
                visitor.event("error", List.of(value(line, colon)));
            }
            default -> {
                if (line.startsWith("{")) {
                    dispatch();
                    visitor.event("message", List.of(line));
                }
                // Else a comment, or a field that says nothing about the answer.
            }
        }
    }

    private static String value(String line, int colon) {
        if (colon < 0) {
            return "";
        }
        return line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
    }

    private void dispatch() {
        if (!data.isEmpty()) {
            visitor.event(type, List.copyOf(data));
            data.clear();
        }
        type = "message";
    }
}
