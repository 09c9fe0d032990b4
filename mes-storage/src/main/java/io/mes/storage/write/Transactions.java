package io.mes.storage.write;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in a transaction: committed when it returns, rolled back when it throws. */
final class Transactions {

    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private final DataSource database;

    Transactions(DataSource database) {
        this.database = database;
    }

    <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                restoreAutoCommit(connection);
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** A connection that cannot do even this is broken, and the pool will find out. */
    private static void restoreAutoCommit(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            // The outcome of the transaction is known by now.
        }
    }
}
