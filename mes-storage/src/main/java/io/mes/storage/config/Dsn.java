package io.mes.storage.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the database is.
 *
 * @param engine the system
 * @param jdbcUrl its address for JDBC, without credentials
 * @param properties what else the driver must know, credentials among it
 */
public record Dsn(Engine engine, String jdbcUrl, Map<String, String> properties) {

    /** Copies the properties. */
    public Dsn {
        properties = Map.copyOf(properties);
    }

    /**
     * Reads a data source name in any of its forms.
     *
     * <ul>
     *   <li>{@code local}: SQLite in a file
     *   <li>{@code user:password@tcp(host:3306)/database?…}: MySQL, as
     *       <a href="https://github.com/go-sql-driver/mysql#dsn-data-source-name">go-sql-driver</a> writes it
     *   <li>{@code postgres://…}, {@code postgresql://…}: PostgreSQL, as
     *       <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">libpq</a> writes it
     *   <li>{@code jdbc:sqlite:…}, {@code jdbc:mysql:…}, {@code jdbc:postgresql:…}
     * </ul>
     *
     * @param sqlitePath the file that {@code local} means
     * @throws ConfigException if it is none of these; the message holds no password
     */
    public static Dsn parse(String dsn, String sqlitePath) {
        String start = dsn.toLowerCase(Locale.ROOT);
        if (start.startsWith("local")) {
            return SqliteDsn.ofFile(sqlitePath);
        }
        if (start.startsWith("jdbc:")) {
            return JdbcDsn.parse(dsn);
        }
        if (start.startsWith("postgres://") || start.startsWith("postgresql://")) {
            return PostgresDsn.parse(dsn);
        }
        if (dsn.contains("/") && !dsn.contains("://")) {
            return MySqlDsn.parse(dsn);
        }
        throw new ConfigException("The data source name \"" + masked(dsn) + "\" has no form that MES knows; write it as"
                + " user:password@tcp(host:3306)/database, postgres://user:password@host:5432/database,"
                + " jdbc:… or local");
    }

    /** A data source name with everything that may be a password blotted out. */
    static String masked(String dsn) {
        String withoutUser = dsn.replaceFirst("^([a-zA-Z]+://)?[^/?]*@", "$1***@");
        return withoutUser.replaceAll("(?i)(pass[a-z]*|pwd|secret)=[^&;\\s]*", "$1=***");
    }

    /** The same place with one more property, unless it is set already. */
    Dsn withDefault(String property, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.putIfAbsent(property, value);
        return new Dsn(engine, jdbcUrl, more);
    }

    /** The address as it may stand in a log. */
    public String displayAddress() {
        return engine.displayName() + " at "
                + masked(jdbcUrl.substring("jdbc:".length()).replaceFirst("[?].*", ""));
    }

    @Override
    public String toString() {
        return "Dsn[" + displayAddress() + "]";
    }
}
