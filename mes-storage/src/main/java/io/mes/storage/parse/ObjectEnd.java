package io.mes.storage.parse;

/** Notices, in a text that comes in pieces, that its first object is whole. Looks at each character once. */
final class ObjectEnd {

    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean reached;
    private boolean passed;

    void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            read(piece.charAt(i));
        }
    }

    /** Whether the text until now is one whole object, by its brackets, and nothing else. */
    boolean reached() {
        return reached && !passed;
    }

    private void read(char c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if (!isSpace(c)) {
            passed |= reached || (depth == 0 && c != '{');
            inString = c == '"';
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            reached |= depth <= 0;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
