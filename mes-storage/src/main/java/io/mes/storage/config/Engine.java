package io.mes.storage.config;

import java.util.Locale;

/** The database systems that MES writes to. */
public enum Engine {
    /** A file; one gateway. */
    SQLITE("SQLite", "org.sqlite.JDBC", "org.xerial:sqlite-jdbc"),
    /** MySQL and MariaDB. */
    MYSQL("MySQL", "com.mysql.cj.jdbc.Driver", "com.mysql:mysql-connector-j"),
    /** PostgreSQL and what speaks its protocol. */
    POSTGRESQL("PostgreSQL", "org.postgresql.Driver", "org.postgresql:postgresql");

    private final String displayName;
    private final String driverClass;
    private final String driverArtifact;

    Engine(String displayName, String driverClass, String driverArtifact) {
        this.displayName = displayName;
        this.driverClass = driverClass;
        this.driverArtifact = driverArtifact;
    }

    /** The name people know it by. */
    public String displayName() {
        return displayName;
    }

    /** What its JDBC URLs begin with, in lower case. */
    public String urlPrefix() {
        return "jdbc:" + name().toLowerCase(Locale.ROOT) + ":";
    }

    /** The class of its JDBC driver. */
    public String driverClass() {
        return driverClass;
    }

    /** The Maven coordinates of its JDBC driver, without version. */
    public String driverArtifact() {
        return driverArtifact;
    }
}
