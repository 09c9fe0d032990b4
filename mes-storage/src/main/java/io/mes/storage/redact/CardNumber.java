package io.mes.storage.redact;

import java.util.Arrays;
import java.util.regex.Pattern;

/** What numbers of payment cards have in common, and most other numbers have not. */
final class CardNumber {

    private static final Pattern BETWEEN_GROUPS = Pattern.compile("[^0-9]+");

    /** What begins with a 2 otherwise is rather a year (Mastercard and Mir, ISO/IEC 7812-1). */
    private static final Pattern ISSUED = Pattern.compile("(?:[3-6]|22|2[3-6]|27[01]|2720).*");

    /** Nobody writes a card in shorter groups, but digit by digit. */
    private static final int LONG_GROUP = 4;

    private CardNumber() {}

    /** Whether the digits in a text, whatever stands between them, may be a card's: its issuer, its groups, its check digit. */
    static boolean isValid(String text) {
        String[] groups = BETWEEN_GROUPS.split(text);
        return hasRightCheckDigit(text)
                && ISSUED.matcher(String.join("", groups)).matches()
                && areOfACard(groups);
    }

    /** Whether all groups but the last are long, or all are of one digit: a list of numbers mostly is not. */
    private static boolean areOfACard(String[] groups) {
        return Arrays.stream(groups, 0, groups.length - 1).allMatch(group -> group.length() >= LONG_GROUP)
                || Arrays.stream(groups).allMatch(group -> group.length() == 1);
    }

    /** By ISO/IEC 7812-1, annex B. */
    private static boolean hasRightCheckDigit(String text) {
        int sum = 0;
        boolean doubled = false;
        for (int i = text.length() - 1; i >= 0; i--) {
            int digit = text.charAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                int counted = doubled ? digit * 2 : digit;
                sum += counted > 9 ? counted - 9 : counted;
                doubled = !doubled;
            }
        }
        return sum % 10 == 0;
    }
}
