package io.mes.storage.read;

import io.mes.storage.database.Database;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.Page;
import io.mes.storage.query.StoredError;
import io.mes.storage.read.Query.Part;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads rows of errors. */
public final class ErrorReader {

    private static final String COLUMNS = "SELECT message_id, role, content, other, id, conversation_id, model_name,"
            + " created_at, error_code, error_message FROM ";

    private final Database database;
    private final PartitionCatalog partitions;
    private final Tolerant tolerant;

    private record Row(StoredError error, RowWalk.Place place) {

        long characters() {
            return error.message().characters();
        }
    }

    /** A reader of one database. */
    public ErrorReader(Database database, PartitionCatalog partitions) {
        this.database = database;
        this.partitions = partitions;
        this.tolerant = new Tolerant(database.dialect());
    }

    /** A page of a user's errors, newest first. */
    public Page<StoredError> list(long userId, ErrorQuery asked) throws SQLException {
        RowCursor after = RowCursor.parse(asked.after());
        return database.read(connection -> {
            RowWalk.Source<Row> source =
                    (partition, behind, limit, budget) -> rows(connection, userId, partition, behind, limit, budget);
            RowWalk.Rows<Row> rows = new RowWalk<>(source, Row::place, Row::characters, true)
                    .read(partitionsWithErrors(connection, userId), after, asked.limit());
            List<StoredError> errors = rows.rows().stream().map(Row::error).toList();
            RowCursor next = rows.next();
            return new Page<>(errors, next == null ? null : next.toString());
        });
    }

    /** The days that count errors of the user, and the base tables where they exist; and what nobody has counted yet. */
    private List<Partition> partitionsWithErrors(Connection connection, long userId) throws SQLException {
        String sql = "SELECT DISTINCT day FROM " + Tables.USAGE + " WHERE user_id = ? AND errors > 0";
        Set<Partition> found = new TreeSet<>(
                new Query(sql, userId).list(connection, row -> new Partition(LocalDate.parse(row.getString(1)))));
        if (!found.isEmpty() && partitions.isKnown(Partition.BASE)) {
            found.add(Partition.BASE);
        }
        found.addAll(partitions.uncatalogued());
        return List.copyOf(found);
    }

    private Part<Row> rows(
            Connection connection, long userId, Partition partition, @Nullable Long behind, int limit, long budget)
            throws SQLException {
        Query query = new Query(COLUMNS + partition.table(Tables.ERRORS) + " WHERE user_id = ?", userId)
                .andIf(behind, " AND id < ?")
                .and(" ORDER BY id DESC LIMIT ?", limit);
        return tolerant.part(query, connection, row -> row(partition, row), Row::characters, budget);
    }

    private static Row row(Partition partition, ResultSet row) throws SQLException {
        StoredMessage message =
                new StoredMessage(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        StoredError error = new StoredError(
                message, row.getString(6), row.getString(7), row.getLong(8), row.getLong(9), row.getString(10));
        return new Row(error, new RowWalk.Place(partition, row.getLong(5), row.getLong(8), message.messageId()));
    }
}
