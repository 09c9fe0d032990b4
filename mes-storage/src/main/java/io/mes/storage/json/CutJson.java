package io.mes.storage.json;

/**
 * Closes JSON text that was cut off, so that what came before the cut can be read: the string under way, then all open
 * arrays and objects. A field without its value gets {@code null}; a number or word under way is left out, for it may have
 * been about to become another one. Stateless to its callers; safe on any thread.
 */
public final class CutJson {

    private final String text;
    private final StringBuilder open = new StringBuilder();
    private int length;
    private boolean inString;
    private boolean escaped;

    /** Whether a string that begins here is the name of a field. */
    private boolean atName;

    private CutJson(String text) {
        this.text = text;
        this.length = text.length();
    }

    /** The text, closed. JSON if the text is the beginning of JSON; whatever else it is, the result is no JSON either. */
    public static String close(String text) {
        return new CutJson(text).closed();
    }

    private String closed() {
        boolean wasName = false;
        for (int i = 0; i < length; i++) {
            boolean before = inString;
            boolean name = atName;
            read(text.charAt(i));
            wasName = before ? wasName : inString && name;
        }
        String end = inString ? endOfString() : "";
        if (!inString) {
            dropWord();
        }
        return text.substring(0, length) + end + missing(inString || endsWith('"'), wasName) + closers();
    }

    private void read(char c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
            return;
        }
        switch (c) {
            case '"' -> {
                inString = true;
                atName = false;
            }
            case '{', '[' -> {
                open.append(c);
                atName = c == '{';
            }
            case '}', ']' -> {
                open.setLength(Math.max(0, open.length() - 1));
                atName = false;
            }
            case ',' -> atName = open.length() > 0 && open.charAt(open.length() - 1) == '{';
            default -> {
                // White space, colons, numbers and words change nothing.
            }
        }
    }

    /** An escape under way cannot be completed; nor can a character of which bytes are missing, which is U+FFFD by now. */
    private String endOfString() {
        int backslash = text.lastIndexOf('\\');
        boolean half = escaped || (backslash >= 0 && isHalfCodeUnit(backslash));
        length = half ? backslash : endsWith('\uFFFD') ? length - 1 : length;
        return "\"";
    }

    private boolean isHalfCodeUnit(int backslash) {
        boolean isEscape = true;
        for (int i = backslash - 1; i >= 0 && text.charAt(i) == '\\'; i--) {
            isEscape = !isEscape;
        }
        return isEscape && text.startsWith("u", backslash + 1) && length - backslash < 6;
    }

    private void dropWord() {
        while (length > 0 && "{}[]\",:".indexOf(text.charAt(length - 1)) < 0) {
            length--;
        }
        if (endsWith(',')) {
            length--;
        }
    }

    private boolean endsWith(char c) {
        return length > 0 && text.charAt(length - 1) == c;
    }

    private String missing(boolean afterString, boolean wasName) {
        if (afterString && wasName) {
            return ":null";
        }
        return endsWith(':') && !inString ? "null" : "";
    }

    private String closers() {
        StringBuilder closers = new StringBuilder();
        for (int i = open.length() - 1; i >= 0; i--) {
            closers.append(open.charAt(i) == '{' ? '}' : ']');
        }
        return closers.toString();
    }
}
