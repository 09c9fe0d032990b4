package io.mes.storage.dialect;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Engine;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** Finds the dialect of a database system. Stateless; safe on any thread. */
public final class Dialects {

    private Dialects() {}

    /**
     * The dialect of the database behind a connection, by the name that it gives itself.
     *
     * @throws ConfigException if MES does not know that database
     */
    public static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        // MariaDB calls itself so only through its own driver.
        String name = product.equalsIgnoreCase("MariaDB") ? Engine.MYSQL.displayName() : product;
        for (Engine engine : Engine.values()) {
            if (engine.displayName().equalsIgnoreCase(name)) {
                return of(engine);
            }
        }
        throw new ConfigException("The DataSource leads to " + product
                + "; MES stores in SQLite, MySQL, MariaDB and PostgreSQL, give it one of those");
    }

    /** The dialect of an engine. */
    public static Dialect of(Engine engine) {
        return switch (engine) {
            case SQLITE -> new SqliteDialect();
            case MYSQL -> new MySqlDialect();
            case POSTGRESQL -> new PostgresDialect();
        };
    }
}
