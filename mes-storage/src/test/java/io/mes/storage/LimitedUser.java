package io.mes.storage;

import io.mes.storage.config.Engine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user of a server who may connect to a database, and do what is granted there. */
final class LimitedUser implements AutoCloseable {

    static final String PASSWORD = "pa55-s3cret";

    private static final Pattern ADDRESS = Pattern.compile("//(?<server>[^/]+)/(?<database>[^?]+)");

    private final TestDatabase database;
    private final boolean mySql;
    private final String name = "mes_" + UUID.randomUUID().toString().substring(0, 8);
    private final Matcher address;
    private final List<String> dropped = new ArrayList<>();

    private LimitedUser(TestDatabase database) {
        this.database = database;
        this.mySql = database.engine().engine() == Engine.MYSQL;
        this.address = ADDRESS.matcher(database.dsn().jdbcUrl());
        if (!address.find()) {
            throw new IllegalArgumentException("not on a server");
        }
    }

    static LimitedUser create(TestDatabase database) throws SQLException {
        LimitedUser user = new LimitedUser(database);
        if (user.mySql) {
            database.execute("CREATE USER " + user.name + " IDENTIFIED BY '" + PASSWORD + "'");
        } else {
            database.execute(
                    "CREATE ROLE " + user.name + " LOGIN PASSWORD '" + PASSWORD + "'",
                    "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }
        return user;
    }

    String name() {
        return name;
    }

    String server() {
        return address.group("server");
    }

    String databaseName() {
        return address.group("database");
    }

    String dsn() {
        return dsn(databaseName());
    }

    /** Of another database on the same server. */
    String dsn(String otherDatabase) {
        return dsn(database.engine(), name, server(), otherDatabase);
    }

    static String dsn(TestEngine engine, String user, String server, String database) {
        String credentials = user + ":" + PASSWORD;
        return engine.engine() == Engine.MYSQL
                ? credentials + "@tcp(" + server + ")/" + database + "?timeout=2s&readTimeout=2s"
                : "postgres://" + credentials + "@" + server + "/" + database + "?connect_timeout=2&socketTimeout=2";
    }

    /** Something that the user makes, and that is not of the database. */
    void alsoDrop(String thing) {
        dropped.add(thing);
    }

    /** Grants all that MES needs. */
    void grant() throws SQLException {
        database.execute(
                mySql
                        ? "GRANT ALL ON " + databaseName() + ".* TO " + name
                        : "GRANT CREATE, USAGE ON SCHEMA public TO " + name);
    }

    /** On MySQL, connections keep the rights with which they began. */
    void revokeCreate() throws SQLException {
        database.execute(
                mySql
                        ? "REVOKE CREATE ON " + databaseName() + ".* FROM " + name
                        : "REVOKE CREATE ON SCHEMA public FROM " + name);
    }

    @Override
    public void close() throws SQLException {
        for (String thing : dropped) {
            database.execute("DROP " + thing);
        }
        if (mySql) {
            database.execute("DROP USER " + name);
        } else {
            database.execute("DROP OWNED BY " + name, "DROP ROLE " + name);
        }
    }
}
