package io.mes.storage.write;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Inserts rows by batches of a prepared INSERT, which drivers that rewrite batches send as few statements.
 *
 * <p>What {@code executeBatch} says of the number of rows is not looked at: a rewritten batch does not know it.
 */
final class BatchInsert implements RowInsert {

    /** Rows handed to the driver at a time: enough to amortise a round trip, few enough to bound its memory. */
    private static final int ROWS_A_BATCH = 500;

    private final Dialect dialect;

    private interface Binder<R> {
        void bind(PreparedStatement statement, R row) throws SQLException;
    }

    BatchInsert(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public void messages(Connection connection, String table, List<MessageRow> rows) throws SQLException {
        insert(connection, insertInto(table, Tables.MESSAGE_COLUMNS), rows, BatchInsert::bindMessage);
    }

    @Override
    public void errors(Connection connection, String table, List<ErrorRow> rows) throws SQLException {
        insert(connection, insertInto(table, Tables.ERROR_COLUMNS), rows, BatchInsert::bindError);
    }

    private String insertInto(String table, List<String> columns) {
        return SqlText.insert(table, columns.stream().map(dialect::column).toList());
    }

    private static <R> void insert(Connection connection, String sql, List<R> rows, Binder<R> binder)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (R row : rows) {
                binder.bind(insert, row);
                insert.addBatch();
                if (++waiting == ROWS_A_BATCH) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                insert.executeBatch();
            }
        }
    }

    private static void bindMessage(PreparedStatement insert, MessageRow row) throws SQLException {
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

    private static void bindError(PreparedStatement insert, ErrorRow row) throws SQLException {
        insert.setLong(1, row.userId());
        insert.setLong(2, row.createdAt());
        insert.setString(3, row.conversationId());
        insert.setString(4, row.messageId());
        insert.setString(5, row.role());
        insert.setString(6, row.content());
        insert.setString(7, row.modelName());
        insert.setLong(8, row.tokenId());
        insert.setLong(9, row.channelId());
        insert.setInt(10, row.errorCode());
        insert.setString(11, row.errorMessage());
        insert.setLong(12, row.promptTokens());
        insert.setLong(13, row.completionTokens());
        insert.setLong(14, row.totalTokens());
        insert.setString(15, row.other());
        insert.setString(16, row.ip());
    }
}
