package io.mes.storage.write;

import io.mes.storage.config.Engine;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Inserts the rows of a batch, table by table. Thread-safe; the caller owns connection and transaction. */
final class RowWriter {

    private final Dialect dialect;
    private final RowInsert batches;

    RowWriter(Dialect dialect) {
        this.dialect = dialect;
        this.batches = new BatchInsert(dialect);
    }

    void write(Connection connection, RowBatch batch) throws SQLException {
        RowInsert insert = insertBy(connection);
        for (Map.Entry<Partition, List<MessageRow>> rows : batch.messages().entrySet()) {
            if (!rows.getValue().isEmpty()) {
                insert.messages(connection, rows.getKey().table(Tables.MESSAGES), rows.getValue());
            }
        }
        for (Map.Entry<Partition, List<ErrorRow>> rows : batch.errors().entrySet()) {
            if (!rows.getValue().isEmpty()) {
                insert.errors(connection, rows.getKey().table(Tables.ERRORS), rows.getValue());
            }
        }
    }

    /** Another driver, or a pool that hides its driver's connections, has batches. */
    private RowInsert insertBy(Connection connection) throws SQLException {
        return dialect.engine() == Engine.POSTGRESQL && CopyInsert.isPossible(connection)
                ? CopyInsert.INSTANCE
                : batches;
    }
}
