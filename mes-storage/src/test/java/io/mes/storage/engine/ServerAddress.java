package io.mes.storage.engine;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * How a server and its databases are reached.
 *
 * @param admin a database that is always there
 * @param naming a database's name to the data source name of it
 */
record ServerAddress(Dsn admin, UnaryOperator<String> naming) {

    /** A server that was started here. */
    static ServerAddress local(Engine engine, int port, String user, String password) {
        String credentials = user + ":" + password;
        if (engine == Engine.POSTGRESQL) {
            return of("postgres", name -> "postgres://" + credentials + "@127.0.0.1:" + port + "/" + name);
        }
        return of("mysql", name -> credentials + "@tcp(127.0.0.1:" + port + ")/" + name);
    }

    private static ServerAddress of(String adminDatabase, UnaryOperator<String> naming) {
        return new ServerAddress(Dsn.parse(naming.apply(adminDatabase), "unused"), naming);
    }

    /** A server of the person's own: everything stays as it was said, but for the database. */
    static ServerAddress given(String dsnText) {
        Dsn given = Dsn.parse(dsnText, "unused");
        int query = given.jdbcUrl().indexOf('?');
        String place = query < 0 ? given.jdbcUrl() : given.jdbcUrl().substring(0, query);
        StringBuilder parameters =
                new StringBuilder(query < 0 ? "?" : given.jdbcUrl().substring(query) + "&");
        for (Map.Entry<String, String> property : new TreeMap<>(given.properties()).entrySet()) {
            parameters
                    .append(property.getKey())
                    .append('=')
                    .append(encode(property.getValue()))
                    .append('&');
        }
        String server = place.substring(0, place.lastIndexOf('/') + 1);
        return new ServerAddress(given, name -> server + name + parameters.substring(0, parameters.length() - 1));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    String dsnText(String database) {
        return naming.apply(database);
    }
}
