package io.mes.storage.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the setting that says what to mask. */
final class RedactSetting {

    /** A misspelled name must not be taken for an expression that matches nothing. */
    private static final Pattern LOOKS_LIKE_NAME = Pattern.compile("[A-Za-z0-9_ -]*");

    private RedactSetting() {}

    static Redactor redactor(String setting) {
        List<Redactor> redactors = new ArrayList<>();
        String rest = setting.strip();
        while (!rest.isEmpty()) {
            int comma = rest.indexOf(',');
            String word = (comma < 0 ? rest : rest.substring(0, comma)).strip();
            Optional<Redactor> named = NamedPatterns.of(word);
            if (named.isEmpty()) {
                redactors.add(expression(rest, word));
                break;
            }
            redactors.add(named.get());
            rest = comma < 0 ? "" : rest.substring(comma + 1).strip();
        }
        return redactors.stream()
                .reduce(Redactor::andThen)
                .orElseThrow(() -> new IllegalArgumentException("it names nothing"));
    }

    private static Redactor expression(String expression, String word) {
        if (LOOKS_LIKE_NAME.matcher(word).matches()) {
            throw new IllegalArgumentException("there is no pattern \"" + word.toLowerCase(Locale.ROOT)
                    + "\"; the names are " + NamedPatterns.names()
                    + ", and a regular expression of plain letters is written (?:"
                    + word + ")");
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException("the regular expression " + expression + " matches the empty text");
            }
            return new DescribedRedactor(
                    "the expression " + expression, new PatternRedactor(pattern, "[redacted]", match -> true));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + expression + "\" is neither one of " + NamedPatterns.names() + " nor a regular expression: "
                            + e.getDescription(),
                    e);
        }
    }
}
