package io.mes.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbcp2.DelegatingConnection;

/** Connections of another source that do not commit by themselves; looks whether they come back so. */
final class UncommittingSource extends BasicDataSource {

    private final DataSource source;
    private final AtomicInteger changed = new AtomicInteger();

    UncommittingSource(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return new DelegatingConnection<>(connection) {
            @Override
            public void close() throws SQLException {
                if (connection.getAutoCommit()) {
                    changed.incrementAndGet();
                }
                connection.close();
            }
        };
    }

    /** How many connections came back otherwise than they went. */
    int changed() {
        return changed.get();
    }
}
