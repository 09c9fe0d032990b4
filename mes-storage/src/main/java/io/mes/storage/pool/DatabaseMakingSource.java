package io.mes.storage.pool;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.dbcp2.BasicDataSource;

/** A pool that makes its database, where there is none and the system lets a connection without one do so. */
final class DatabaseMakingSource extends BasicDataSource {

    /** Gateways that open a new SQLite file together are in each other's way, and SQLite does not wait then. */
    private static final int OPENING_ATTEMPTS = 40;

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Dsn dsn;
    private final Dialect dialect;

    DatabaseMakingSource(Dsn dsn, Dialect dialect) {
        this.dsn = dsn;
        this.dialect = dialect;
    }

    @Override
    public Connection getConnection() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return super.getConnection();
            } catch (SQLException e) {
                Failure failure = dialect.classify(e);
                if (dsn.engine() == Engine.MYSQL && failure == Failure.MISSING_DATABASE && attempt == 1) {
                    makeDatabase();
                } else if (dialect.hasSingleWriter() && failure == Failure.TRANSIENT && attempt < OPENING_ATTEMPTS) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
                } else {
                    throw e;
                }
            }
        }
    }

    private void makeDatabase() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(dsn.properties());
        String name = "`" + dsn.database().replace("`", "``") + "`";
        try (Connection connection =
                        DriverManager.getConnection(dsn.withoutDatabase().jdbcUrl(), properties);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + name + " CHARACTER SET utf8mb4");
        }
    }
}
