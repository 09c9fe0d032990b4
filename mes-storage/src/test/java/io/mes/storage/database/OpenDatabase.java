package io.mes.storage.database;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Dialects;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A real database, empty at first, as the parts of the store see it. */
public final class OpenDatabase implements AutoCloseable {

    private final TestDatabase test;
    private final Database database;

    /** Makes one; it is gone when closed. */
    public OpenDatabase(TestEngine engine) {
        this.test = TestDatabase.create(engine);
        this.database = new Database(test.dataSource(), Dialects.of(engine.engine()));
    }

    public Database database() {
        return database;
    }

    public Dialect dialect() {
        return database.dialect();
    }

    public TestDatabase test() {
        return test;
    }

    /** A connection set up as the store sets it up. */
    public Connection connect() throws SQLException {
        return test.dataSource().getConnection();
    }

    public void execute(List<String> statements) throws SQLException {
        test.execute(statements.toArray(String[]::new));
    }

    public void execute(String sql) throws SQLException {
        test.execute(sql);
    }

    /** Columns of all rows of a query, each row as one text. */
    public List<String> rows(String sql) throws SQLException {
        return test.rows(sql);
    }

    /** Names of all tables, in their order. */
    public List<String> tables() throws SQLException {
        try (Connection connection = connect();
                ResultSet tables = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
            List<String> names = new ArrayList<>();
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
            names.sort(null);
            return names;
        }
    }

    @Override
    public void close() {
        test.close();
    }
}
