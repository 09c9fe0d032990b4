package io.mes.benchmarks;

import io.mes.storage.row.MessageRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What one would write by hand to insert rows of messages and do nothing else. */
final class InsertLoop {

    /** Rows handed to the driver at a time. */
    static final int ROWS_A_BATCH = 500;

    private InsertLoop() {}

    /** Inserts rows in batches and transactions of a size. */
    static void insert(Connection connection, String sql, List<MessageRow> rows, int rowsATransaction)
            throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int waiting = 0;
            int uncommitted = 0;
            for (MessageRow row : rows) {
                bind(statement, row);
                statement.addBatch();
                uncommitted++;
                if (++waiting == ROWS_A_BATCH || uncommitted == rowsATransaction) {
                    statement.executeBatch();
                    waiting = 0;
                }
                if (uncommitted == rowsATransaction) {
                    connection.commit();
                    uncommitted = 0;
                }
            }
            if (waiting > 0) {
                statement.executeBatch();
            }
            connection.commit();
        }
    }

    /** Inserts rows, each in a transaction of its own. */
    static void insertEach(Connection connection, String sql, List<MessageRow> rows) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (MessageRow row : rows) {
                bind(statement, row);
                statement.executeUpdate();
            }
        }
    }

    private static void bind(PreparedStatement insert, MessageRow row) throws SQLException {
        insert.setLong(1, row.userId());
        insert.setLong(2, row.createdAt());
        insert.setLong(3, row.updatedAt());
        insert.setString(4, row.conversationId());
        insert.setString(5, row.messageId());
        insert.setString(6, row.role());
        insert.setString(7, row.content());
        insert.setString(8, row.modelName());
        insert.setLong(9, row.tokenId());
        insert.setLong(10, row.channelId());
        insert.setLong(11, row.promptTokens());
        insert.setLong(12, row.completionTokens());
        insert.setLong(13, row.totalTokens());
        insert.setBoolean(14, row.isStream());
        insert.setString(15, row.finishReason());
        insert.setString(16, row.usage());
        insert.setString(17, row.other());
        insert.setString(18, row.ip());
    }

    /** The rows of a table in the order in which they were inserted. */
    static List<MessageRow> rows(Connection connection, String columns, String table) throws SQLException {
        List<MessageRow> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + columns + " FROM " + table + " ORDER BY id")) {
            while (row.next()) {
                rows.add(row(row));
            }
        }
        return rows;
    }

    private static MessageRow row(ResultSet row) throws SQLException {
        return new MessageRow(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getBoolean(14),
                row.getString(15),
                row.getString(16),
                row.getString(17),
                row.getString(18));
    }
}
