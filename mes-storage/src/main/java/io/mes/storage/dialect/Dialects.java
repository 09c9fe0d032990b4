package io.mes.storage.dialect;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Engine;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** Finds the dialect of a database system. */
public final class Dialects {

    private Dialects() {}

    /**
     * The dialect of the database behind a connection, by the name that it gives itself.
     *
     * @throws ConfigException if MES does not know that database
     */
    public static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        for (Engine engine : Engine.values()) {
            if (engine.displayName().equalsIgnoreCase(product)) {
                return of(engine);
            }
        }
        throw new ConfigException(
                "The DataSource leads to " + product + "; MES stores in SQLite, MySQL and PostgreSQL");
    }

    /**
     * The dialect of an engine.
     *
     * @throws ConfigException if this version of MES cannot write to it
     */
    public static Dialect of(Engine engine) {
        if (engine == Engine.SQLITE) {
            return new SqliteDialect();
        }
        throw new ConfigException("This version of MES stores in SQLite only, and the data source name is for "
                + engine.displayName() + "; set MES_SQL_DSN=local");
    }
}
