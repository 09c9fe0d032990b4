package io.mes.storage.write;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The part of the writer that inserts the rows of a batch, without all that finds out which ones. */
public final class RowsOnly {

    private final RowWriter writer;
    private final Partition partition;

    /** Inserts into one partition, as the writer does in a dialect. */
    public RowsOnly(Dialect dialect, Partition partition) {
        this.writer = new RowWriter(dialect);
        this.partition = partition;
    }

    /** Inserts rows. Does not commit. */
    public void write(Connection connection, List<MessageRow> rows) throws SQLException {
        RowBatch batch = new RowBatch();
        batch.add(partition, rows, List.of());
        writer.write(connection, batch);
    }
}
