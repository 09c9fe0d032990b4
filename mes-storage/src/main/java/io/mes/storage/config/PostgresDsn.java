package io.mes.storage.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            "krbsrvname", "kerberosServerName",
            "channel_binding", "channelBinding",
            "gssencmode", "gssEncMode",
            "target_session_attrs", "targetServerType");

    private static final Map<String, String> SERVER_TYPES = Map.of(
            "read-write", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    /** Words that the driver knows; it would not say which others there are. */
    private static final Map<String, List<String>> CHOICES = Map.of(
            "sslmode", List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
            "gssEncMode", List.of("disable", "allow", "prefer", "require"),
            "channelBinding", List.of("disable", "prefer", "require"),
            "targetServerType",
                    List.of(
                            "any",
                            "primary",
                            "master",
                            "secondary",
                            "slave",
                            "preferPrimary",
                            "preferSecondary",
                            "preferSlave"));

    private static final Pattern WORD = Pattern.compile("[A-Za-z-]{0,20}");

    private final String uri;
    private final Map<String, String> properties = new TreeMap<>();

    private PostgresDsn(String uri) {
        this.uri = uri;
    }

    static Dsn parse(String uri) {
        return withDefaults(new PostgresDsn(uri).parse());
    }

    private Dsn parse() {
        String rest = uri.substring(uri.indexOf("://") + 3);
        int query = rest.indexOf('?');
        String beforeQuery = query < 0 ? rest : rest.substring(0, query);
        int at = beforeQuery.lastIndexOf('@');
        String hostAndPath = beforeQuery.substring(at + 1);
        int slash = hostAndPath.indexOf('/');
        if (at >= 0) {
            putCredentials(beforeQuery.substring(0, at));
        }
        if (query >= 0) {
            putParameters(rest.substring(query + 1));
        }
        String hosts = hosts(slash < 0 ? hostAndPath : hostAndPath.substring(0, slash));
        String database = properties.remove("dbname");
        if (database == null) {
            database = slash < 0 ? "" : PercentCoding.decode(hostAndPath.substring(slash + 1));
        }
        String url = "jdbc:postgresql://" + hosts + "/" + PercentCoding.encode(database.isEmpty() ? user() : database);
        return new Dsn(Engine.POSTGRESQL, url, properties);
    }

    /** The database of a user who names none has the user's name. */
    private String user() {
        String user = properties.get("user");
        if (user == null) {
            throw wrong("names no database; append it, as in postgres://host:5432/database");
        }
        return user;
    }

    /** The hosts, for which libpq also takes parameters: names in one, ports in another. */
    private String hosts(String authority) {
        String names = properties.remove("host");
        String ports = properties.remove("port");
        if (names == null && ports == null) {
            return addresses(List.of(authority.split(",", -1)));
        }
        String[] hosts =
                names == null ? authority.replaceAll(":[0-9]*(?=,|$)", "").split(",", -1) : names.split(",", -1);
        String[] numbers = ports == null ? new String[] {""} : ports.split(",", -1);
        if (numbers.length != 1 && numbers.length != hosts.length) {
            throw wrong("has more ports than hosts, or fewer; write postgres://host:5432,host:5433/database");
        }
        List<String> list = new ArrayList<>();
        for (int i = 0; i < hosts.length; i++) {
            boolean bareIpV6 = hosts[i].contains(":") && !hosts[i].startsWith("[");
            list.add((bareIpV6 ? "[" + hosts[i] + "]" : hosts[i]) + ":" + numbers[numbers.length == 1 ? 0 : i]);
        }
        return addresses(list);
    }

    private String addresses(List<String> hosts) {
        List<String> addresses = new ArrayList<>();
        for (String coded : hosts) {
            String host = PercentCoding.decode(coded);
            if (host.startsWith("/") || host.startsWith("@")) {
                throw wrong(
                        "goes over a Unix socket, which the JDBC driver cannot; write postgres://host:5432/database");
            }
            addresses.add(Address.parse(host, "localhost")
                    .orElseThrow(() -> wrong("has a host that is not host:port; write postgres://host:5432/database,"
                            + " and in user and password %40 for @, %2F for /, %3F for ?, %23 for #")));
        }
        return String.join(",", addresses);
    }

    /**
     * What MES asks of every connection. Times in seconds.
     *
     * @throws ConfigException if the name says something that the driver would not understand
     */
    static Dsn withDefaults(Dsn dsn) {
        CHOICES.forEach((name, words) -> check(dsn, name, words));
        return dsn.withDefault("connectTimeout", "10")
                .withDefault("socketTimeout", "60")
                .withDefault("tcpKeepAlive", "true")
                .withDefault("ApplicationName", "mes")
                .withDefault("reWriteBatchedInserts", "true");
    }

    private static void check(Dsn dsn, String name, List<String> words) {
        Matcher parameter = Pattern.compile("[?&]" + name + "=(?<value>[^&]*)").matcher(dsn.jdbcUrl());
        String value =
                parameter.find() ? parameter.group("value") : dsn.properties().get(name);
        if (value != null && !words.contains(value) && !words.contains(value.toLowerCase(Locale.ROOT))) {
            // A password may have come here by an & or ? that was not written as %26 or %3F.
            String shown = WORD.matcher(value).matches() ? "=" + value : " with another value";
            throw new ConfigException("The data source name for " + dsn.displayAddress() + " has " + name + shown
                    + "; set it to one of " + String.join(", ", words) + ", or leave it out");
        }
    }

    private void putCredentials(String credentials) {
        int colon = credentials.indexOf(':');
        String user = PercentCoding.decode(colon < 0 ? credentials : credentials.substring(0, colon));
        if (!user.isEmpty()) {
            properties.put("user", user);
        }
        if (colon >= 0) {
            properties.put("password", PercentCoding.decode(credentials.substring(colon + 1)));
        }
    }

    private void putParameters(String parameters) {
        for (String parameter : parameters.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String name = parameter.substring(0, equals);
                String value = PercentCoding.decode(parameter.substring(equals + 1));
                boolean isServerType = name.equals("target_session_attrs");
                properties.put(
                        NAMES.getOrDefault(name, name), isServerType ? SERVER_TYPES.getOrDefault(value, value) : value);
            }
        }
    }

    private ConfigException wrong(String complaint) {
        return new ConfigException("The data source name \"" + Mask.of(uri) + "\" " + complaint);
    }
}
