package io.mes.storage.dialect;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The forms of a letter, for systems that do not know them. */
final class LetterCase {

    private static final int SIGMA = 'Σ';
    private static final int SIGMA_AT_THE_END = 'ς';

    private LetterCase() {}

    /** The character itself and, if it is a letter, its upper, lower and title case, each once. */
    static String forms(int character) {
        int upper = Character.toUpperCase(character);
        int otherLower = upper == SIGMA ? SIGMA_AT_THE_END : upper;
        return IntStream.of(
                        character, upper, Character.toLowerCase(upper), otherLower, Character.toTitleCase(character))
                .distinct()
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
