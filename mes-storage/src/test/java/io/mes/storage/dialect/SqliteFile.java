package io.mes.storage.dialect;

import io.mes.storage.config.Engine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.StringJoiner;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A real SQLite file, set up as the store sets it up, whose every connection is a new one. */
public final class SqliteFile {

    private final Dialect dialect = Dialects.of(Engine.SQLITE);
    private final SQLiteDataSource database;

    /** A file in a directory; made with the first connection. */
    public SqliteFile(Path directory) {
        Properties properties = new Properties();
        properties.putAll(dialect.connectionProperties());
        this.database = new SQLiteDataSource(new SQLiteConfig(properties));
        database.setUrl("jdbc:sqlite:" + directory.resolve("test.db"));
    }

    public DataSource dataSource() {
        return database;
    }

    public Dialect dialect() {
        return dialect;
    }

    public Connection connect() throws SQLException {
        return database.getConnection();
    }

    public void execute(List<String> statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public void execute(String sql) throws SQLException {
        execute(List.of(sql));
    }

    /** Columns of all rows of a query, each row as one text. */
    public List<String> rows(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                StringJoiner row = new StringJoiner("|");
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(found.getObject(i)));
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }
}
