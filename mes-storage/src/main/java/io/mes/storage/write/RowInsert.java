package io.mes.storage.write;

import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A way to insert rows into one table. Stateless; the caller owns connection and transaction. */
interface RowInsert {

    /** Inserts rows of messages, in their order. */
    void messages(Connection connection, String table, List<MessageRow> rows) throws SQLException;

    /** Inserts rows of errors, in their order. */
    void errors(Connection connection, String table, List<ErrorRow> rows) throws SQLException;
}
