package io.mes.storage.write;

import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts rows by PostgreSQL's COPY, which costs client and server less than any INSERT. It takes part in the transaction,
 * and stores all rows or none. The text format, for the binary one accepts no column of another integer type, as tables
 * of the Go MES have them.
 */
final class CopyInsert implements RowInsert {

    static final CopyInsert INSTANCE = new CopyInsert();

    private interface Writer<R> {
        void write(CopyText text, R row);
    }

    private CopyInsert() {}

    /** Whether a connection is, or wraps, one of PostgreSQL's own driver. */
    static boolean isPossible(Connection connection) throws SQLException {
        try {
            return connection.isWrapperFor(PGConnection.class);
        } catch (NoClassDefFoundError otherDriver) {
            return false;
        }
    }

    @Override
    public void messages(Connection connection, String table, List<MessageRow> rows) throws SQLException {
        copy(connection, table, Tables.MESSAGE_COLUMNS, rows, CopyInsert::write);
    }

    @Override
    public void errors(Connection connection, String table, List<ErrorRow> rows) throws SQLException {
        copy(connection, table, Tables.ERROR_COLUMNS, rows, CopyInsert::write);
    }

    private static <R> void copy(
            Connection connection, String table, List<String> columns, List<R> rows, Writer<R> writer)
            throws SQLException {
        String sql = "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN";
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            CopyText text = new CopyText();
            for (R row : rows) {
                writer.write(text, row);
                text.endRow();
                if (text.isFull()) {
                    text.drainTo(copy::writeToCopy);
                }
            }
            text.drainTo(copy::writeToCopy);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void write(CopyText text, MessageRow row) {
        text.number(row.userId());
        text.number(row.createdAt());
        text.number(row.updatedAt());
        text.string(row.conversationId());
        text.string(row.messageId());
        text.string(row.role());
        text.string(row.content());
        text.string(row.modelName());
        text.number(row.tokenId());
        text.number(row.channelId());
        text.number(row.promptTokens());
        text.number(row.completionTokens());
        text.number(row.totalTokens());
        text.flag(row.isStream());
        text.string(row.finishReason());
        text.string(row.usage());
        text.string(row.other());
        text.string(row.ip());
    }

    private static void write(CopyText text, ErrorRow row) {
        text.number(row.userId());
        text.number(row.createdAt());
        text.string(row.conversationId());
        text.string(row.messageId());
        text.string(row.role());
        text.string(row.content());
        text.string(row.modelName());
        text.number(row.tokenId());
        text.number(row.channelId());
        text.number(row.errorCode());
        text.string(row.errorMessage());
        text.number(row.promptTokens());
        text.number(row.completionTokens());
        text.number(row.totalTokens());
        text.string(row.other());
        text.string(row.ip());
    }
}
