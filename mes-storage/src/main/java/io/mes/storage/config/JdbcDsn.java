package io.mes.storage.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data source name that is a JDBC URL already.
 *
 * <p>Credentials are moved from it to properties, so that no message can quote them; the rest is left to the driver.
 */
final class JdbcDsn {

    private static final Pattern CREDENTIALS = Pattern.compile("//(?<user>[^:/,(@]*)(?::(?<password>[^/,(@]*))?@");

    private static final Pattern HOSTS = Pattern.compile("//(?<hosts>[^/]*)");

    private static final Pattern NAME = Pattern.compile("[\\w.-]*");

    private final String url;
    private final Map<String, String> properties = new TreeMap<>();

    private JdbcDsn(String url) {
        this.url = url;
    }

    static Dsn parse(String url) {
        String start = url.toLowerCase(Locale.ROOT);
        if (start.startsWith(SqliteDsn.PREFIX)) {
            return SqliteDsn.ofUrl(url);
        }
        if (start.startsWith("jdbc:mysql:")) {
            return MySqlDsn.withDefaults(new JdbcDsn(url).parse(Engine.MYSQL));
        }
        if (start.startsWith("jdbc:postgresql:")) {
            return PostgresDsn.withDefaults(new JdbcDsn(url).parse(Engine.POSTGRESQL));
        }
        String remedy = start.startsWith("jdbc:mariadb:")
                ? "MES reaches MariaDB through MySQL's driver, write jdbc:mysql:"
                : "MES knows jdbc:sqlite:, jdbc:mysql: and jdbc:postgresql:";
        throw new JdbcDsn(url).wrong("is for another database; " + remedy);
    }

    private Dsn parse(Engine engine) {
        int query = url.indexOf('?');
        String place = placeWithoutCredentials(query < 0 ? url : url.substring(0, query));
        String parameters = query < 0 ? "" : parametersWithoutCredentials(url.substring(query + 1));
        return new Dsn(engine, place + parameters, properties);
    }

    private String placeWithoutCredentials(String place) {
        Matcher credentials = CREDENTIALS.matcher(place);
        String rest = place;
        if (credentials.find()) {
            properties.put("user", PercentCoding.decodeForm(credentials.group("user")));
            if (credentials.group("password") != null) {
                properties.put("password", PercentCoding.decodeForm(credentials.group("password")));
            }
            rest = place.substring(0, credentials.start()) + "//" + place.substring(credentials.end());
        }
        if (rest.contains("@")) {
            throw wrong("has an @ that does not end its credentials; append user and password, percent-coded, as"
                    + " ?user=…&password=…, and write any other @ as %40");
        }
        requireAddresses(rest);
        return rest;
    }

    /** What is no address may be a password in the wrong place, and drivers quote it when they fail. */
    private void requireAddresses(String place) {
        Matcher hosts = HOSTS.matcher(place);
        if (!hosts.find()) {
            return;
        }
        for (String host : hosts.group("hosts").split(",", -1)) {
            if (Address.parse(host, "localhost").isEmpty()) {
                throw wrong("has a host that is not written as host or host:port; correct that, and append user and"
                        + " password, percent-coded, as ?user=…&password=…");
            }
        }
    }

    private String parametersWithoutCredentials(String parameters) {
        StringBuilder rest = new StringBuilder();
        for (String parameter : parameters.split("&")) {
            int equals = parameter.indexOf('=');
            String name = PercentCoding.decodeForm(equals < 0 ? parameter : parameter.substring(0, equals));
            String value = equals < 0 ? "" : PercentCoding.decodeForm(parameter.substring(equals + 1));
            if (!NAME.matcher(name).matches()) {
                throw wrong("has a parameter without a name; write ? in user and password as %3F, & as %26");
            }
            String lowerCase = name.toLowerCase(Locale.ROOT);
            if (lowerCase.equals("user") || lowerCase.equals("password")) {
                properties.put(lowerCase, value);
            } else if (lowerCase.contains("pass")) {
                properties.put(name, value);
            } else if (!name.isEmpty()) {
                rest.append(rest.length() == 0 ? '?' : '&').append(parameter);
            }
        }
        return rest.toString();
    }

    private ConfigException wrong(String complaint) {
        return new ConfigException("The data source name \"" + Mask.of(url) + "\" " + complaint);
    }
}
