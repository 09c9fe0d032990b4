package io.mes.storage;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.dialect.Failure;
import io.mes.storage.partition.UnexpectedTableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says why a store cannot be opened: which setting leads where, what is in the way there, and what to do about it. */
final class StartUpProblem {

    /**
     * SQLSTATE of connections that could not be made, for whatever reason: also where no driver knows the URL, and where the
     * server answers that it has too many.
     */
    private static final Set<String> NOT_ESTABLISHED = Set.of("08001", "08004");

    private final String setting;
    private final String address;
    private final Engine engine;
    private final String database;
    private final String user;

    private StartUpProblem(String setting, String address, Engine engine, String database, String user) {
        this.setting = setting;
        this.address = address;
        this.engine = engine;
        this.database = database;
        this.user = user;
    }

    /** A store whose database is named by a setting. */
    static StartUpProblem with(Dsn dsn) {
        String user = dsn.user().isEmpty() ? "its user" : dsn.user();
        return new StartUpProblem(dsn.setting(), dsn.displayAddress(), dsn.engine(), dsn.database(), user);
    }

    /** A store whose connections the application brought. */
    static StartUpProblem withDataSource(Engine engine, Connection connection) throws SQLException {
        String database = connection.getCatalog();
        String user = connection.getMetaData().getUserName();
        return new StartUpProblem(
                "the DataSource",
                address(engine, connection.getMetaData().getURL()),
                engine,
                database == null ? "its database" : database,
                // MySQL says from where, too.
                user == null ? "its user" : user.replaceFirst("@[^@]*$", ""));
    }

    /**
     * Whether a failure to connect says that there was no way to the database, and not that it, the driver or the pool refused.
     * Asked before its kind is known. By what the network says, which drivers give as the cause, the class of SQLSTATE that the
     * standard has for connections, and PostgreSQL's for a server that is starting or stopping.
     */
    static boolean isOfTheWay(SQLException e) {
        for (Throwable part : e) {
            boolean network = part instanceof SocketException
                    || part instanceof SocketTimeoutException
                    || part instanceof UnknownHostException;
            String state = part instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
            boolean lost = state.startsWith("08") && !NOT_ESTABLISHED.contains(state);
            if (network || lost || state.startsWith("57P")) {
                return true;
            }
        }
        return false;
    }

    /** What to throw where the application's own DataSource gives no connection, although its database may well be there. */
    static ConfigException withoutConnection(SQLException e) {
        ConfigException problem = new ConfigException("The DataSource gives MES no connection (" + reason(e)
                + "); correct it so that by its connections MES can read, write and make tables, or set MES_SQL_DSN in its"
                + " place");
        problem.initCause(e);
        return problem;
    }

    /** A URL of a form that is not known may hold a password anywhere. */
    private static String address(Engine engine, @Nullable String url) {
        try {
            return url == null ? engine.displayName() : Dsn.parse(url, "").displayAddress();
        } catch (ConfigException unknown) {
            return engine.displayName();
        }
    }

    /** Where the store is, as it may stand in a log. */
    String address() {
        return address;
    }

    /** What to throw. */
    ConfigException exception(Failure failure, SQLException e) {
        ConfigException problem = new ConfigException(capitalized(setting) + " leads to " + address + ", which "
                + finding(failure, e) + " (" + reason(e) + "); " + remedy(failure, e));
        problem.initCause(e);
        return problem;
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** Drivers name the user and the host, never the password; but a URL that nobody understands may hold one. */
    private static String reason(SQLException e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String first = oneLine(e).replaceFirst("^Cannot create PoolableConnectionFactory \\((.*)\\)$", "$1");
        String last = oneLine(deepest);
        return first.contains(last) ? first : first + ": " + last;
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .strip()
                .replaceAll("\\s*\\R\\s*", " ")
                .replaceAll("(?i)(jdbc:[a-z0-9]*)\\S*", "$1***");
    }

    private String finding(Failure failure, SQLException e) {
        if (e instanceof UnexpectedTableException) {
            return "holds a table of another shape";
        }
        if (engine == Engine.SQLITE) {
            return "cannot be opened";
        }
        return switch (failure) {
            case CONNECTION_LOST -> "cannot be reached";
            case PERMISSION -> "does not let MES in or does not let it make its tables";
            case MISSING_DATABASE -> "has no such database";
            case FULL -> "has no room left";
            default -> "cannot be used";
        };
    }

    private String remedy(Failure failure, SQLException e) {
        if (e instanceof UnexpectedTableException) {
            return "MES changes nothing in tables that it does not know";
        }
        if (engine == Engine.SQLITE) {
            return "name a file in an existing directory that this process may write to";
        }
        return switch (failure) {
            case CONNECTION_LOST -> "start the server, or correct host and port in " + setting;
            case MISSING_DATABASE -> "make it, for example: " + createDatabase();
            case PERMISSION ->
                "correct user and password in " + setting + ", or give " + user + " the right to make tables: "
                        + grant();
            case FULL -> "make room on the server";
            default -> "correct " + setting + " or what the server complains about";
        };
    }

    private String createDatabase() {
        String name = engine == Engine.MYSQL ? "`" + database + "` CHARACTER SET utf8mb4" : "\"" + database + "\"";
        return "CREATE DATABASE " + name;
    }

    private String grant() {
        return engine == Engine.MYSQL
                ? "GRANT ALL ON `" + database + "`.* TO '" + user + "'"
                : "GRANT CREATE, USAGE ON SCHEMA public TO \"" + user + "\"";
    }
}
