package io.mes.storage.redact;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces what a pattern finds and a test confirms. Immutable. */
final class PatternRedactor implements Redactor {

    private final Pattern pattern;
    private final String replacement;
    private final Predicate<String> confirmed;

    PatternRedactor(Pattern pattern, String replacement, Predicate<String> confirmed) {
        this.pattern = pattern;
        this.replacement = replacement;
        this.confirmed = confirmed;
    }

    @Override
    public String redact(String text) {
        Matcher matcher = pattern.matcher(new MeteredText(text));
        StringBuilder redacted = null;
        int copied = 0;
        boolean found = matcher.find();
        while (found) {
            int start = matcher.start();
            if (confirmed.test(text.substring(start, matcher.end()))) {
                if (matcher.end() > start) {
                    redacted = redacted == null ? new StringBuilder(text.length()) : redacted;
                    redacted.append(text, copied, start).append(replacement);
                    copied = matcher.end();
                }
                found = matcher.find();
            } else {
                // In what is none another may begin.
                found = matcher.find(start + 1);
            }
        }
        return redacted == null
                ? text
                : redacted.append(text, copied, text.length()).toString();
    }
}
