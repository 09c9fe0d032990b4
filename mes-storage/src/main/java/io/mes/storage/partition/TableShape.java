package io.mes.storage.partition;

import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Checks that tables have the columns that MES reads and writes. */
final class TableShape {

    /** What is read of rows that another program wrote, who may have made the table before it knew of further columns. */
    private static final List<String> READ = List.of(
            "id",
            "user_id",
            "created_at",
            "conversation_id",
            "message_id",
            "role",
            "content",
            "model_name",
            "total_tokens",
            "other");

    private TableShape() {}

    /**
     * Checks the tables of a partition.
     *
     * @throws UnexpectedTableException if a column is missing
     */
    static void check(Connection connection, Partition partition) throws SQLException {
        checkReadable(connection, partition);
        check(connection, partition.table(Tables.MESSAGES), Tables.MESSAGE_COLUMNS);
        check(connection, partition.table(Tables.ERRORS), Tables.ERROR_COLUMNS);
    }

    /**
     * Checks the tables of a partition to which nothing is written.
     *
     * @throws UnexpectedTableException if a column is missing that is read
     */
    static void checkReadable(Connection connection, Partition partition) throws SQLException {
        check(connection, partition.table(Tables.MESSAGES), READ);
        check(connection, partition.table(Tables.ERRORS), READ);
        check(connection, partition.table(Tables.ERRORS), List.of("error_code", "error_message"));
    }

    /** Checks the tables of conversations, usage, replies, completions and partitions. */
    static void checkCatalogue(Connection connection) throws SQLException {
        check(connection, Tables.CONVERSATIONS, Tables.CONVERSATION_COLUMNS);
        check(connection, Tables.USAGE, Tables.USAGE_KEY);
        check(connection, Tables.USAGE, Tables.USAGE_COUNTS);
        check(connection, Tables.REPLIES, Tables.REPLY_COLUMNS);
        check(connection, Tables.COMPLETIONS, Tables.COMPLETION_COLUMNS);
        check(connection, Tables.PARTITIONS, Tables.PARTITION_COLUMNS);
    }

    private static void check(Connection connection, String table, List<String> wanted) throws SQLException {
        Set<String> missing = new TreeSet<>(wanted);
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            missing.removeAll(columns(none.getMetaData()));
        }
        if (!missing.isEmpty()) {
            throw new UnexpectedTableException(table, missing);
        }
    }

    private static List<String> columns(ResultSetMetaData table) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= table.getColumnCount(); i++) {
            columns.add(table.getColumnName(i).toLowerCase(Locale.ROOT));
        }
        return columns;
    }
}
