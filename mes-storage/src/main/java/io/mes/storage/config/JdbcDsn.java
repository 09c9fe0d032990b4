package io.mes.storage.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A data source name that is a JDBC URL already. */
final class JdbcDsn {

    private static final String SQLITE = "jdbc:sqlite:";

    private JdbcDsn() {}

    static Dsn parse(String url) {
        String start = url.toLowerCase(Locale.ROOT);
        if (start.startsWith(SQLITE)) {
            return SqliteDsn.ofFile(url.substring(SQLITE.length()));
        }
        if (start.startsWith("jdbc:mysql:")) {
            return MySqlDsn.withDefaults(withoutCredentials(Engine.MYSQL, url));
        }
        if (start.startsWith("jdbc:postgresql:")) {
            return PostgresDsn.withDefaults(withoutCredentials(Engine.POSTGRESQL, url));
        }
        String remedy = start.startsWith("jdbc:mariadb:")
                ? "MES reaches MariaDB through MySQL's driver, write jdbc:mysql:"
                : "MES knows jdbc:sqlite:, jdbc:mysql: and jdbc:postgresql:";
        throw new ConfigException(
                "The data source name \"" + Dsn.masked(url) + "\" is for another database; " + remedy);
    }

    /** Moves user and password from the URL's parameters to properties, so that no message can quote them. */
    private static Dsn withoutCredentials(Engine engine, String url) {
        int query = url.indexOf('?');
        if (query < 0) {
            return new Dsn(engine, url, Map.of());
        }
        Map<String, String> properties = new TreeMap<>();
        StringBuilder rest = new StringBuilder(url.substring(0, query));
        char separator = '?';
        for (String parameter : url.substring(query + 1).split("&")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (name.equals("user") || name.equals("password")) {
                properties.put(name, PercentCoding.decode(parameter.substring(equals + 1)));
            } else if (!parameter.isEmpty()) {
                rest.append(separator).append(parameter);
                separator = '&';
            }
        }
        return new Dsn(engine, rest.toString(), properties);
    }
}
