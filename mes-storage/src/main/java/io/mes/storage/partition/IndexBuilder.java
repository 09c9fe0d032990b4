package io.mes.storage.partition;

import io.mes.storage.database.Database;
import io.mes.storage.dialect.IndexBuild;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Builds indexes while others write. Several gateways may want the same one at once. Thread-safe. */
final class IndexBuilder {

    private final Database database;

    private record Lock(Statement statement, String unlock, boolean isHeld) implements AutoCloseable {

        @Override
        public void close() throws SQLException {
            if (isHeld) {
                statement.execute(unlock);
            }
        }
    }

    IndexBuilder(Database database) {
        this.database = database;
    }

    /** Whether the index is there; if not, another gateway is building it. */
    boolean build(IndexBuild index) throws SQLException {
        IndexBuild.Alone alone = index.alone();
        if (alone == null) {
            database.defineApart(List.of(index.create()));
            return true;
        }
        return database.patiently(connection -> build(connection, index.create(), alone));
    }

    private static boolean build(Connection connection, String create, IndexBuild.Alone alone) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (hasRow(statement, alone.isThere())) {
                return true;
            }
            try (Lock lock = new Lock(statement, alone.unlock(), isTrue(statement, alone.lock()))) {
                // Nobody else builds it now: what is there is whole or never will be.
                if (lock.isHeld() && !hasRow(statement, alone.isThere())) {
                    statement.execute(alone.drop());
                    statement.execute(create);
                }
                return lock.isHeld();
            }
        }
    }

    private static boolean hasRow(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
