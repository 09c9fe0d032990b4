package io.mes.storage.pool;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.config.PoolConfig;
import io.mes.storage.dialect.Dialect;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pool of connections to one database. Thread-safe. */
public final class ConnectionPool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final BasicDataSource pool;

    private ConnectionPool(BasicDataSource pool) {
        this.pool = pool;
    }

    /**
     * Prepares a pool. Connects on first use, not here; but where a MySQL server lacks the database, the first use makes it.
     *
     * @throws ConfigException if the driver is not on the class path
     */
    public static ConnectionPool open(Dsn dsn, PoolConfig config, Dialect dialect) {
        requireDriver(dsn.engine());
        BasicDataSource pool = new DatabaseMakingSource(dsn, dialect);
        pool.setDriverClassName(dsn.engine().driverClass());
        pool.setUrl(dsn.jdbcUrl());
        dialect.connectionProperties().forEach(pool::addConnectionProperty);
        dsn.properties().forEach(pool::addConnectionProperty);
        pool.setConnectionInitSqls(dialect.sessionSetup());
        pool.setMaxTotal(config.maxOpen());
        pool.setMaxIdle(config.maxIdle());
        pool.setMaxConn(config.maxLifetime());
        pool.setLogExpiredConnections(false);
        pool.setMaxWait(MAX_WAIT);
        pool.setPoolPreparedStatements(true);
        pool.setMaxOpenPreparedStatements(64);
        pool.setRollbackOnReturn(true);
        pool.setFastFailValidation(true);
        return new ConnectionPool(pool);
    }

    private static void requireDriver(Engine engine) {
        try {
            Class.forName(engine.driverClass());
        } catch (ClassNotFoundException e) {
            throw new ConfigException("The JDBC driver of " + engine.displayName()
                    + " is not on the class path; add the dependency " + engine.driverArtifact());
        }
    }

    /** Where connections come from. Asking waits for at most ten seconds when all are in use. */
    public DataSource dataSource() {
        return pool;
    }

    /** Closes all connections. */
    @Override
    public void close() {
        try {
            pool.close();
        } catch (SQLException e) {
            log.warn("A connection could not be closed", e);
        }
    }
}
