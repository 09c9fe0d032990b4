package io.mes.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Texts of many lengths and words, the same for the same seed. */
final class Prose {

    private static final int SHORTEST = 50;
    private static final int LONGEST = 4096;

    /** Of the logarithm of the length. With the bounds, 600 characters are the mean. */
    private static final double CENTRE = 5.95;

    private static final double SPREAD = 0.9;

    /** Most texts are English; some have letters beyond ASCII, few have characters beyond Latin-1. */
    private static final double GERMAN = 0.2;

    private static final double WITH_EMOJI = 0.05;

    private static final String[] ENGLISH_WORDS = ("the of and to a in is that for it as with on be by this are or from"
                    + " which you not have can we an will if one all more what when there their has would about model"
                    + " answer question table function returns value between index database column because however"
                    + " example 42 2026 3.14 list, e.g. step: first, then finally. return; \n\n- {} () configuration"
                    + " understanding implementation")
            .split(" ");

    private static final String[] GERMAN_WORDS = ("der die das und ist für über nicht größer möglich können müssen weil"
                    + " Straße Lösung Antwort Frage Tabelle zurück schließlich natürlich 42 zum Beispiel, dann.")
            .split(" ");

    private final Random random;
    private long texts;
    private long bytes;

    Prose(Random random) {
        this.random = random;
    }

    /** A text whose length is drawn: mostly some hundred characters, now and then thousands. */
    String text() {
        double length = Math.exp(CENTRE + SPREAD * random.nextGaussian());
        String text = text((int) Math.max(SHORTEST, Math.min(LONGEST, length)));
        texts++;
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        return text;
    }

    /** The mean size of all texts so far, in bytes of UTF-8. */
    double meanBytes() {
        return (double) bytes / texts;
    }

    /** A text of about so many characters. */
    String text(int length) {
        String[] words = random.nextDouble() < GERMAN ? GERMAN_WORDS : ENGLISH_WORDS;
        StringBuilder text = new StringBuilder(length + 16);
        if (random.nextDouble() < WITH_EMOJI) {
            text.append("\uD83D\uDE42 ");
        }
        while (text.length() < length) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        return text.toString();
    }
}
