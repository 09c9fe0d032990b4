package io.mes.storage.partition;

import java.sql.Connection;
import java.sql.SQLException;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbcp2.DelegatingConnection;

/** Gives out one connection, again and again, which stays open. */
final class SingleConnection extends BasicDataSource {

    private final Connection connection;

    SingleConnection(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return new DelegatingConnection<>(connection) {
            @Override
            public void close() {
                // Whoever opened it closes it.
            }
        };
    }
}
