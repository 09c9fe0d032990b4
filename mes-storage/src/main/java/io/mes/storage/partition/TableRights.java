package io.mes.storage.partition;

import io.mes.storage.database.Database;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds out whether MES may change its tables, which somebody else may have made. Without the right to do so nothing would
 * ever be stored, and all that the log could say is that it will be tried again.
 */
final class TableRights {

    private TableRights() {}

    /**
     * Checks the tables of a partition and those of the catalogue, all of which are there. Changes nothing.
     *
     * @throws SQLException if a right is missing
     */
    static void check(Database database, Partition partition) throws SQLException {
        database.write(connection -> {
            check(database, connection, partition.table(Tables.MESSAGES), Tables.MESSAGE_COLUMNS);
            check(database, connection, partition.table(Tables.ERRORS), Tables.ERROR_COLUMNS);
            check(database, connection, Tables.CONVERSATIONS, Tables.CONVERSATION_COLUMNS);
            check(database, connection, Tables.USAGE, SqlText.both(Tables.USAGE_KEY, Tables.USAGE_COUNTS));
            check(database, connection, Tables.PARTITIONS, Tables.PARTITION_COLUMNS);
            return true;
        });
    }

    /** Systems ask for rights before they look for rows. */
    private static void check(Database database, Connection connection, String table, List<String> written)
            throws SQLException {
        String columns = written.stream().map(database.dialect()::column).collect(Collectors.joining(", "));
        String same = written.get(0) + " = " + written.get(0);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + table + " (" + columns + ") SELECT " + columns + " FROM " + table
                    + " WHERE 1 = 0");
            statement.execute("UPDATE " + table + " SET " + same + " WHERE 1 = 0");
            statement.execute("DELETE FROM " + table + " WHERE 1 = 0");
        }
    }
}
