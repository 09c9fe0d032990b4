package io.mes.storage.read;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.Page;
import io.mes.storage.query.StoredError;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads rows of errors. */
public final class ErrorReader {

    private static final String COLUMNS = "SELECT message_id, role, content, other, id, conversation_id, model_name,"
            + " created_at, error_code, error_message FROM ";

    private final DataSource database;
    private final PartitionCatalog partitions;
    private final Tolerant tolerant;

    private record Row(StoredError error, long id) {}

    /** A reader of one database. */
    public ErrorReader(DataSource database, Dialect dialect, PartitionCatalog partitions) {
        this.database = database;
        this.partitions = partitions;
        this.tolerant = new Tolerant(dialect);
    }

    /** A page of a user's errors, newest first. */
    public Page<StoredError> list(long userId, ErrorQuery asked) throws SQLException {
        RowCursor after = RowCursor.parse(asked.after());
        try (Connection connection = database.getConnection()) {
            List<StoredError> errors = new ArrayList<>();
            RowCursor last = null;
            for (Partition partition : partitionsWithErrors(connection, userId, after)) {
                long before = RowCursor.idIn(after, partition, Long.MAX_VALUE);
                int room = asked.limit() - errors.size();
                List<Row> more = select(connection, userId, partition, before, room + 1);
                for (Row row : more.subList(0, Math.min(room, more.size()))) {
                    errors.add(row.error());
                    last = new RowCursor(partition, row.id());
                }
                if (more.size() > room) {
                    return new Page<>(errors, String.valueOf(last));
                }
            }
            return new Page<>(errors, null);
        }
    }

    /** Newest first, down from the cursor's. The base tables come last; they are asked only where they exist. */
    private List<Partition> partitionsWithErrors(Connection connection, long userId, @Nullable RowCursor after)
            throws SQLException {
        String sql = "SELECT DISTINCT day FROM " + Tables.USAGE + " WHERE user_id = ? AND errors > 0 ORDER BY day DESC";
        List<Partition> found = new ArrayList<>(
                new Query(sql, userId).list(connection, row -> new Partition(LocalDate.parse(row.getString(1)))));
        if (!found.isEmpty() && partitions.isKnown(Partition.BASE)) {
            found.add(Partition.BASE);
        }
        Partition start = after == null ? null : after.partition();
        return found.stream()
                .filter(partition -> start == null || partition.compareTo(start) <= 0)
                .toList();
    }

    private List<Row> select(Connection connection, long userId, Partition partition, long before, int limit)
            throws SQLException {
        Query query = new Query(COLUMNS + partition.table(Tables.ERRORS) + " WHERE user_id = ?", userId)
                .and(" AND id < ? ORDER BY id DESC LIMIT ?", before, limit);
        return tolerant.list(query, connection, ErrorReader::row);
    }

    private static Row row(ResultSet row) throws SQLException {
        StoredMessage message =
                new StoredMessage(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        StoredError error = new StoredError(
                message, row.getString(6), row.getString(7), row.getLong(8), row.getLong(9), row.getString(10));
        return new Row(error, row.getLong(5));
    }
}
