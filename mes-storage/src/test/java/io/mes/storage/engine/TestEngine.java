package io.mes.storage.engine;

import io.mes.storage.config.Engine;

/** The real database systems that tests run against. */
public enum TestEngine {
    SQLITE(Engine.SQLITE, "SQLite"),
    POSTGRESQL(Engine.POSTGRESQL, "PostgreSQL"),
    MARIADB(Engine.MYSQL, "MariaDB"),
    MYSQL(Engine.MYSQL, "MySQL");

    private final Engine engine;
    private final String displayName;

    TestEngine(Engine engine, String displayName) {
        this.engine = engine;
        this.displayName = displayName;
    }

    /** What MES takes it for. */
    public Engine engine() {
        return engine;
    }

    /** Whether it is a program of its own, which must be running. */
    boolean isServer() {
        return this != SQLITE;
    }

    /** The environment variable that names a server of the person's own. */
    String dsnVariable() {
        return "MES_TEST_" + name() + "_DSN";
    }

    @Override
    public String toString() {
        return displayName;
    }
}
