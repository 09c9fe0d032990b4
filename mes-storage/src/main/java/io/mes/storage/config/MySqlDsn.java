package io.mes.storage.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Data source names of Go's MySQL driver: {@code user:password@tcp(host:3306)/database?charset=utf8mb4&parseTime=True}.
 *
 * <p>Nothing in it is percent-coded but the database: the last slash begins the database, the last at sign before it
 * ends the credentials, the first colon in them begins the password. Parameters of that driver are translated or
 * dropped; all others are session variables there and stay that.
 */
final class MySqlDsn {

    private static final Pattern TCP = Pattern.compile("(?:tcp[46]?)?(?:\\((?<address>[^()]*)\\))?");

    /** What only concerns how Go reads and writes values. */
    private static final Set<String> DROPPED = Set.of(
            "charset",
            "collation",
            "parseTime",
            "loc",
            "interpolateParams",
            "clientFoundRows",
            "columnsWithAlias",
            "multiStatements",
            "allowNativePasswords",
            "allowCleartextPasswords",
            "allowOldPasswords",
            "allowAllFiles",
            "checkConnLiveness",
            "maxAllowedPacket",
            "rejectReadOnly",
            "timeTruncate",
            "connectionAttributes",
            "serverPubKey",
            "allowFallbackToPlaintext",
            "compress");

    private static final Map<String, String> SSL_MODES = Map.of(
            "true", "VERIFY_IDENTITY",
            "1", "VERIFY_IDENTITY",
            "false", "DISABLED",
            "0", "DISABLED",
            "skip-verify", "REQUIRED",
            "preferred", "PREFERRED");

    private final String dsn;
    private final Map<String, String> properties = new TreeMap<>();

    private MySqlDsn(String dsn) {
        this.dsn = dsn;
    }

    static Dsn parse(String dsn) {
        return withDefaults(new MySqlDsn(dsn).parse());
    }

    /** What MES asks of every connection. Times in milliseconds. */
    static Dsn withDefaults(Dsn dsn) {
        return dsn.withDefault("connectTimeout", "10000")
                .withDefault("socketTimeout", "60000")
                .withDefault("characterEncoding", "UTF-8")
                .withDefault("rewriteBatchedStatements", "true")
                .withDefault("allowPublicKeyRetrieval", "true");
    }

    private Dsn parse() {
        int slash = dsn.lastIndexOf('/');
        int at = dsn.lastIndexOf('@', slash);
        int query = dsn.indexOf('?', slash);
        String database = PercentCoding.decode(dsn.substring(slash + 1, query < 0 ? dsn.length() : query));
        if (database.isEmpty()) {
            throw wrong("names no database; append it, as in tcp(host:3306)/database");
        }
        if (at >= 0) {
            putCredentials(dsn.substring(0, at));
        }
        String address = address(dsn.substring(at + 1, slash));
        if (query >= 0) {
            putParameters(dsn.substring(query + 1));
        }
        return new Dsn(Engine.MYSQL, "jdbc:mysql://" + address + "/" + PercentCoding.encode(database), properties);
    }

    private void putCredentials(String credentials) {
        int colon = credentials.indexOf(':');
        properties.put("user", colon < 0 ? credentials : credentials.substring(0, colon));
        if (colon >= 0) {
            properties.put("password", credentials.substring(colon + 1));
        }
    }

    private String address(String network) {
        if (network.contains(")/")) {
            throw wrong("has a slash behind the database; write it as %2F");
        }
        Matcher tcp = TCP.matcher(network);
        if (!tcp.matches()) {
            throw wrong("does not go over TCP; write the address as tcp(host:3306)");
        }
        String address = tcp.group("address");
        return Address.parse(address == null ? "" : address, "127.0.0.1")
                .orElseThrow(() -> wrong("has an address that is not host:port; write it as tcp(host:3306)"));
    }

    private void putParameters(String parameters) {
        StringBuilder sessionVariables = new StringBuilder();
        for (String parameter : parameters.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals <= 0) {
                continue;
            }
            String name = parameter.substring(0, equals);
            String value = PercentCoding.decode(parameter.substring(equals + 1));
            switch (name) {
                case "tls" -> properties.put("sslMode", sslMode(value));
                case "timeout" -> properties.put("connectTimeout", millis(name, value));
                case "readTimeout" -> properties.put("socketTimeout", millis(name, value));
                case "writeTimeout" -> millis(name, value);
                default -> {
                    if (!DROPPED.contains(name)) {
                        sessionVariables.append(sessionVariables.length() == 0 ? "" : ",");
                        sessionVariables.append(name).append('=').append(value);
                    }
                }
            }
        }
        if (sessionVariables.length() > 0) {
            properties.put("sessionVariables", sessionVariables.toString());
        }
    }

    private String sslMode(String tls) {
        @Nullable String mode = SSL_MODES.get(tls.toLowerCase(Locale.ROOT));
        if (mode == null) {
            throw wrong("has tls=" + tls + ", a configuration that only Go code can register; use a jdbc:mysql: URL");
        }
        return mode;
    }

    private String millis(String name, String value) {
        try {
            return Integer.toString(GoDuration.toMillis(value));
        } catch (IllegalArgumentException e) {
            throw wrong("has " + name + "=" + value + "; write a duration such as 30s or 500ms");
        }
    }

    private ConfigException wrong(String complaint) {
        return new ConfigException("The data source name \"" + Mask.of(dsn) + "\" " + complaint);
    }
}
