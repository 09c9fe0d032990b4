package io.mes.storage.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * PostgreSQL's connection URIs ({@code postgres://user:password@host:5432/database?sslmode=require}).
 *
 * <p>Parameters that libpq and pgJDBC call differently are translated
 * (<a href="https://jdbc.postgresql.org/documentation/use/">pgJDBC</a>), all others handed on.
 */
final class PostgresDsn {

    private static final Map<String, String> NAMES = Map.of(
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName",
            "search_path", "currentSchema",
            "krbsrvname", "kerberosServerName");

    private PostgresDsn() {}

    static Dsn parse(String uri) {
        String rest = uri.substring(uri.indexOf("://") + 3);
        int query = rest.indexOf('?');
        String parameters = query < 0 ? "" : rest.substring(query + 1);
        String beforeQuery = query < 0 ? rest : rest.substring(0, query);
        int at = beforeQuery.lastIndexOf('@');
        String hostAndPath = beforeQuery.substring(at + 1);
        int slash = hostAndPath.indexOf('/');
        String hosts = slash < 0 ? hostAndPath : hostAndPath.substring(0, slash);
        String database = slash < 0 ? "" : PercentCoding.decode(hostAndPath.substring(slash + 1));

        Map<String, String> properties = new TreeMap<>();
        if (at >= 0) {
            putCredentials(properties, beforeQuery.substring(0, at));
        }
        putParameters(properties, parameters);
        String name = database.isEmpty() ? properties.getOrDefault("user", "") : database;
        if (name.isEmpty()) {
            throw new ConfigException("The data source name \"" + Dsn.masked(uri) + "\" names no database; append it,"
                    + " as in postgres://host:5432/database");
        }
        String url = "jdbc:postgresql://" + (hosts.isEmpty() ? "localhost" : hosts) + "/" + PercentCoding.encode(name);
        return withDefaults(new Dsn(Engine.POSTGRESQL, url, properties));
    }

    /** What MES asks of every connection. Times in seconds. */
    static Dsn withDefaults(Dsn dsn) {
        return dsn.withDefault("connectTimeout", "10")
                .withDefault("socketTimeout", "60")
                .withDefault("tcpKeepAlive", "true")
                .withDefault("ApplicationName", "mes")
                .withDefault("reWriteBatchedInserts", "true");
    }

    private static void putCredentials(Map<String, String> properties, String credentials) {
        int colon = credentials.indexOf(':');
        properties.put("user", PercentCoding.decode(colon < 0 ? credentials : credentials.substring(0, colon)));
        if (colon >= 0) {
            properties.put("password", PercentCoding.decode(credentials.substring(colon + 1)));
        }
    }

    private static void putParameters(Map<String, String> properties, String parameters) {
        for (String parameter : parameters.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String name = parameter.substring(0, equals);
                properties.put(NAMES.getOrDefault(name, name), PercentCoding.decode(parameter.substring(equals + 1)));
            }
        }
    }
}
