package io.mes.storage.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host with an optional port, as it may stand in a JDBC URL: names and numbers only, so that nothing in it can end the
 * host, begin a parameter or hide a password.
 */
final class Address {

    private static final String NAME = "[\\p{L}\\p{N}._-]*";
    private static final String IP_V6 = "\\[[0-9a-fA-F:.]+(?:%[a-zA-Z0-9._-]+)?]";
    private static final Pattern FORM = Pattern.compile("(?<host>" + NAME + "|" + IP_V6 + ")(?::(?<port>[0-9]{0,5}))?");
    private static final int MAX_PORT = 65_535;

    private Address() {}

    /** The address, with a default for a missing host and without a colon that no port follows; empty if it is none. */
    static Optional<String> parse(String text, String defaultHost) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String host = form.group("host").isEmpty() ? defaultHost : form.group("host");
        String port = form.group("port");
        if (port == null || port.isEmpty()) {
            return Optional.of(host);
        }
        int number = Integer.parseInt(port);
        return number >= 1 && number <= MAX_PORT ? Optional.of(host + ":" + number) : Optional.empty();
    }
}
