package io.mes.storage.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The databases of a server. */
final class Catalog {

    /** https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html#error_er_no_such_thread */
    private static final int NO_SUCH_THREAD = 1094;

    private final TestEngine engine;
    private final ServerAddress server;

    Catalog(TestEngine engine, ServerAddress server) {
        this.engine = engine;
        this.server = server;
    }

    void create(String database) throws SQLException {
        String encoding =
                engine == TestEngine.POSTGRESQL ? " TEMPLATE template0 ENCODING 'UTF8'" : " CHARACTER SET utf8mb4";
        execute(List.of("CREATE DATABASE " + database + encoding));
    }

    /** Makes a database and a user of the same name, who may do everything in it and nothing elsewhere. */
    void createWithOwner(String database, String password) throws SQLException {
        create(database);
        execute(
                engine == TestEngine.POSTGRESQL
                        ? List.of(
                                "CREATE USER " + database + " PASSWORD '" + password + "'",
                                "ALTER DATABASE " + database + " OWNER TO " + database)
                        : List.of(
                                "CREATE USER " + database + " IDENTIFIED BY '" + password + "'",
                                "GRANT ALL ON " + database + ".* TO " + database));
    }

    /** Also when somebody is still connected to it. */
    void drop(String database) throws SQLException {
        if (engine == TestEngine.POSTGRESQL) {
            execute(List.of("DROP DATABASE " + database + " WITH (FORCE)"));
        } else {
            // An open transaction would hold up the statement for as long as its connection lives.
            killConnectionsTo(database);
            execute(List.of("DROP DATABASE " + database));
        }
    }

    private void killConnectionsTo(String database) throws SQLException {
        String sql = "SELECT id FROM information_schema.processlist WHERE db = '" + database + "'";
        try (Connection connection = TestDatabase.connect(server.admin());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> kills = new ArrayList<>();
            while (found.next()) {
                kills.add("KILL " + found.getLong(1));
            }
            for (String kill : kills) {
                kill(statement, kill);
            }
        }
    }

    /** A connection that ends by itself in this moment is as good as killed. */
    private static void kill(Statement statement, String kill) throws SQLException {
        try {
            statement.execute(kill);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_THREAD) {
                throw e;
            }
        }
    }

    private void execute(List<String> statements) throws SQLException {
        try (Connection connection = TestDatabase.connect(server.admin());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
