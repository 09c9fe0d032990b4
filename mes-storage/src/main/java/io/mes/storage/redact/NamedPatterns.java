package io.mes.storage.redact;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What can be masked by a name. None of the patterns tries the same characters in more ways than a few. */
final class NamedPatterns {

    /** Addresses as people write them, with letters of any script; not the quoted forms that RFC 5322 also allows. */
    private static final String EMAIL = "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}+"
            + "@(?:[\\p{L}\\p{N}][\\p{L}\\p{N}-]{0,62}+\\.){1,8}\\p{L}{2,63}";

    /** Hyphens and dashes, and the minus sign, that word processors put between digits. */
    private static final String DASHES = "\\u2010-\\u2015\\u2212-";

    /** A number with its country's code, which begins with no zero; one in groups as in North America, or a Chinese mobile number. */
    private static final String PHONE = "(?<![\\p{L}\\p{N}_+.-])(?:"
            + "\\+[1-9](?:[\\p{Zs}()." + DASHES + "]{0,2}\\d){6,14}"
            + "|(?:1[\\p{Zs}." + DASHES + "])?(?:\\(\\d{3}\\)\\p{Zs}?|\\d{3}[\\p{Zs}." + DASHES + "])\\d{3}[\\p{Zs}."
            + DASHES + "]\\d{4}"
            + "|1[3-9]\\d(?:[\\p{Zs}" + DASHES + "]?\\d{4}){2}"
            + ")(?![\\p{L}\\p{N}_]|[.-]\\d)";

    /** What may stand between two digits of a card. */
    private static final String GAP = "\\p{Zs}{0,2}(?:[" + DASHES + "]\\p{Zs}?)?";

    /** Behind the point of a fraction, where digits are long too, no card begins. */
    private static final String CARD_BEGINS = "(?<![\\p{L}\\p{N}_])(?<!\\d[.])(?:";

    private static final String CARD_ENDS = ")(?![\\p{L}\\p{N}_])";

    /**
     * Numbers of payment cards as they are printed, longer ones first: for a month, a security code or a number of pieces may
     * stand behind a card, which would make the number wrong. With dots in these groups only.
     */
    private static final List<String> CARDS = List.of(
            "[2-6]\\d{3}(?:" + GAP + "\\d{4}){3}" + GAP + "\\d{3}",
            "[2-6]\\d{12,18}|[2-6]\\d{3}(?:" + GAP + "\\d{4}){3}|3\\d{3}" + GAP + "\\d{6}" + GAP + "\\d{4,5}"
                    + "|[2-6]\\d{3}[.](?:\\d{4}[.]\\d{4}[.]\\d{1,7}|\\d{6}[.]\\d{4,5})(?![.]\\d)",
            "[2-6](?:" + GAP + "\\d){12,18}");

    /** Keys and tokens that say by their beginning what they are. */
    private static final String API_KEY = "(?<![A-Za-z0-9_-])(?:"
            + "sk-[A-Za-z0-9_-]{16,}+"
            + "|(?:gsk|hf|xai|pplx|r8|tvly|nvapi|pk_live|sk_live|rk_live|sk_test|rk_test|whsec)[_-][A-Za-z0-9_-]{16,}+"
            + "|(?:ghp|gho|ghu|ghs|ghr|github_pat|glpat|npm|pypi)[_-][A-Za-z0-9_-]{20,}+"
            + "|xox[abeoprs]-[A-Za-z0-9-]{10,}+"
            + "|(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"
            + "|AIza[A-Za-z0-9_-]{35,}+"
            + "|eyJ[A-Za-z0-9_-]{10,}+\\.eyJ[A-Za-z0-9_-]{10,}+\\.[A-Za-z0-9_-]*+"
            + ")|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]{1,16384}+|-(?!----)){0,64}+(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?"
            + "|(?=[A-Za-z0-9._~+/-])(?<=[\\p{Zs}\\t])(?<=\\b(?i:bearer)[\\p{Zs}\\t]{1,32})[A-Za-z0-9._~+/-]{16,}+=*";

    private static final Map<String, Redactor> ALL = new LinkedHashMap<>();

    static {
        add("email", redactor("email", EMAIL, match -> true));
        add("phone", redactor("phone", PHONE, match -> true));
        add("card", cards());
        add("api_key", redactor("api_key", API_KEY, match -> true));
    }

    private NamedPatterns() {}

    private static void add(String name, Redactor redactor) {
        ALL.put(name, new DescribedRedactor(name, redactor));
    }

    private static Redactor cards() {
        return CARDS.stream()
                .map(card -> redactor("card", CARD_BEGINS + card + CARD_ENDS, CardNumber::isValid))
                .reduce(Redactor::andThen)
                .orElseThrow();
    }

    private static Redactor redactor(String name, String expression, Predicate<String> confirmed) {
        return new PatternRedactor(Pattern.compile(expression), "[" + name + "]", confirmed);
    }

    static Optional<Redactor> of(String name) {
        return Optional.ofNullable(ALL.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The names as they are set. */
    static String names() {
        return String.join(", ", ALL.keySet());
    }
}
