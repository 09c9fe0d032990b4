package io.mes.storage.redact;

/**
 * A text that can be looked at a limited number of times, so that a regular expression which tries the same characters
 * over and over ends before it stops the parser thread. Not thread-safe.
 */
final class MeteredText implements CharSequence {

    private static final long LOOKS_AT_LEAST = 5_000_000;
    private static final long LOOKS_A_CHARACTER = 200;

    private final String text;
    private long left;

    MeteredText(String text) {
        this.text = text;
        this.left = LOOKS_AT_LEAST + LOOKS_A_CHARACTER * text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw new IllegalStateException("The pattern needs too many steps for a text of " + text.length()
                    + " characters; write it so that it tries each in fewer ways");
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
