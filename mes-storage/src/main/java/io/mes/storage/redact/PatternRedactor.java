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
        while (matcher.find()) {
            if (matcher.end() > matcher.start() && confirmed.test(text.substring(matcher.start(), matcher.end()))) {
                redacted = redacted == null ? new StringBuilder(text.length()) : redacted;
                redacted.append(text, copied, matcher.start()).append(replacement);
                copied = matcher.end();
            }
        }
        return redacted == null
                ? text
                : redacted.append(text, copied, text.length()).toString();
    }
}
