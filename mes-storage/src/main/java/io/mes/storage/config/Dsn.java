package io.mes.storage.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where the database is.
 *
 * @param engine the system
 * @param jdbcUrl its address for JDBC, without credentials
 * @param properties what else the driver must know, credentials among it
 * @param setting the setting that says so
 */
public record Dsn(Engine engine, String jdbcUrl, Map<String, String> properties, String setting) {

    private static final Pattern MYSQL_DATABASE = Pattern.compile("(jdbc:mysql:[^?]*//[^/?]*/)([^?]*)(.*)");

    private static final Pattern URL_SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://.*", Pattern.DOTALL);

    /** Copies the properties. */
    public Dsn {
        if (!jdbcUrl.toLowerCase(Locale.ROOT).startsWith(engine.urlPrefix())) {
            throw new ConfigException(
                    "The address of a " + engine.displayName() + " database must begin with " + engine.urlPrefix());
        }
        properties = Map.copyOf(properties);
    }

    /** A place that is said by {@code MES_SQL_DSN}. */
    public Dsn(Engine engine, String jdbcUrl, Map<String, String> properties) {
        this(engine, jdbcUrl, properties, "MES_SQL_DSN");
    }

    /** The same place, said by another setting. */
    public Dsn ofSetting(String name) {
        return new Dsn(engine, jdbcUrl, properties, name);
    }

    /** The name of the database on its server, as the URL has it; empty if it names none. */
    public String database() {
        String place = jdbcUrl.replaceFirst("[?].*", "");
        return PercentCoding.decode(place.substring(place.lastIndexOf('/') + 1));
    }

    /** The server without a database. */
    public Dsn withoutDatabase() {
        return new Dsn(engine, MYSQL_DATABASE.matcher(jdbcUrl).replaceFirst("$1$3"), properties, setting);
    }

    /** The user that connects; empty if the driver is to choose. */
    public String user() {
        return properties.getOrDefault("user", "");
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
        if (start.equals("local")) {
            return SqliteDsn.ofPath(sqlitePath);
        }
        if (start.startsWith("jdbc:")) {
            return JdbcDsn.parse(dsn);
        }
        if (start.startsWith("postgres://") || start.startsWith("postgresql://")) {
            return PostgresDsn.parse(dsn);
        }
        if (dsn.contains("/") && !URL_SCHEME.matcher(dsn).matches()) {
            return MySqlDsn.parse(dsn);
        }
        throw new ConfigException(
                "The data source name \"" + Mask.of(dsn) + "\" has no form that MES knows; write it as"
                        + " user:password@tcp(host:3306)/database, postgres://user:password@host:5432/database,"
                        + " jdbc:… or local");
    }

    /** The same place with one more property, unless property or address say something about it already. */
    Dsn withDefault(String property, String value) {
        Pattern parameter = Pattern.compile("[?&]" + Pattern.quote(property) + "=");
        if (parameter.matcher(jdbcUrl).find()) {
            return this;
        }
        Map<String, String> more = new TreeMap<>(properties);
        more.putIfAbsent(property, value);
        return new Dsn(engine, jdbcUrl, more, setting);
    }

    /** The address as it may stand in a log. */
    public String displayAddress() {
        String address = jdbcUrl.substring("jdbc:".length()).replaceFirst("[?].*", "");
        // A file may have an at sign in its name; elsewhere it ends what nobody should read.
        return engine.displayName() + " at "
                + (engine == Engine.SQLITE ? address : address.replaceFirst("//.*@", "//***@"));
    }

    @Override
    public String toString() {
        return "Dsn[" + displayAddress() + "]";
    }
}
