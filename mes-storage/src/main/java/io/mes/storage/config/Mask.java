package io.mes.storage.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Data source names as they may stand in a message, however broken they are: of a form that is recognised, what cannot be
 * a password; of any other, nothing.
 */
final class Mask {

    /** A name that is nothing else, which nobody takes for a password. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}._-]*");

    private static final Pattern GO_FORM =
            Pattern.compile("(?:.*@)?(?<shown>(?:tcp[46]?|unix)?\\([^()@]*\\)(?:/[^/?@]*)?)(?:[?][^@]*)?");

    private static final String HOST = "(?:[\\p{L}\\p{N}._-]*|\\[[0-9a-fA-F:.]+])";
    private static final String HOSTS = HOST + "(?::[0-9]{1,5})?(?:," + HOST + "(?::[0-9]{1,5})?)*";

    /** A port is shown only behind credentials: where they are missing, it may be a password that is a number. */
    private static final Pattern URL_FORM = Pattern.compile(
            "(?<scheme>(?:jdbc:)?(?:postgres|postgresql|mysql|mariadb)://)" + "(?<shown>[^?]*@" + HOSTS + "|" + HOST
                    + ")(?<database>/[^/?@=&;:\\s]*)?(?:[?].*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern OTHER_URL = Pattern.compile(
            "(?<scheme>jdbc:[a-z0-9]{2,12}:|(?:postgres|postgresql|mysql|mariadb)://).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Mask() {}

    /** What may be shown of a data source name. */
    static String of(String dsn) {
        Matcher go = GO_FORM.matcher(dsn);
        Matcher url = URL_FORM.matcher(dsn);
        Matcher other = OTHER_URL.matcher(dsn);
        if (WORD.matcher(dsn).matches()) {
            return dsn;
        }
        if (go.matches()) {
            return (dsn.contains("@") ? "***@" : "") + go.group("shown");
        }
        if (url.matches()) {
            String database = url.group("database");
            return url.group("scheme")
                    + url.group("shown").replaceFirst(".*@", "***@")
                    + (database == null ? "" : database);
        }
        return (other.matches() ? other.group("scheme") : "") + "***";
    }
}
