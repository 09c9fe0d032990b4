package io.mes.storage.conversation;

/** What a client shows and sends again of an answer whose model thinks aloud. */
final class Shown {

    private static final String THOUGHT = "<think>";
    private static final String END = "</think>";

    private Shown() {}

    /** The text without a thought at its head, nor white space there; the text itself if there is neither. */
    static String of(String text) {
        String shown = text.stripLeading();
        int end = shown.startsWith(THOUGHT) ? shown.indexOf(END) : -1;
        return end < 0 ? shown : shown.substring(end + END.length()).stripLeading();
    }
}
