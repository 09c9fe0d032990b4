package io.mes.storage.redact;

/** The check digit of payment cards (ISO/IEC 7812-1, annex B). */
final class CardNumber {

    private CardNumber() {}

    /** Whether the digits in a text, whatever stands between them, end with the right check digit. */
    static boolean isValid(String text) {
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
