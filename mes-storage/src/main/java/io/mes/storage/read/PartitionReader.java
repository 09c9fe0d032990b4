package io.mes.storage.read;

import io.mes.storage.database.Database;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.PartitionSummary;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells how much each partition holds. */
public final class PartitionReader {

    private static final String USAGE = "SELECT day, SUM(messages), SUM(errors) FROM " + Tables.USAGE + " GROUP BY day";

    private final Database database;
    private final PartitionCatalog partitions;
    private final Tolerant tolerant;

    private record Rows(long messages, long errors) {}

    /** A reader of one database. */
    public PartitionReader(Database database, PartitionCatalog partitions) {
        this.database = database;
        this.partitions = partitions;
        this.tolerant = new Tolerant(database.dialect());
    }

    /** All partitions, oldest first, the base tables before the days. */
    public List<PartitionSummary> list() throws SQLException {
        List<Partition> existing = partitions.list();
        return database.read(connection -> {
            Map<Partition, Rows> counted = isCounted(existing) ? usage(connection) : Map.of();
            List<PartitionSummary> summaries = new ArrayList<>();
            for (Partition partition : existing) {
                Rows rows = isCounted(existing)
                        ? counted.getOrDefault(partition, new Rows(0, 0))
                        : new Rows(
                                count(connection, partition.table(Tables.MESSAGES)),
                                count(connection, partition.table(Tables.ERRORS)));
                long bytes = bytes(connection, partition.table(Tables.MESSAGES))
                        + bytes(connection, partition.table(Tables.ERRORS));
                summaries.add(new PartitionSummary(partition.day(), rows.messages(), rows.errors(), bytes));
            }
            return summaries;
        });
    }

    /** Usage counts rows by day, which is the same as by table where no table holds several days. */
    private boolean isCounted(List<Partition> existing) {
        return !existing.contains(Partition.BASE) && partitions.uncatalogued().isEmpty();
    }

    private static Map<Partition, Rows> usage(Connection connection) throws SQLException {
        Map<Partition, Rows> rows = new HashMap<>();
        new Query(USAGE).list(connection, row -> {
            Rows counted = new Rows(row.getLong(2), row.getLong(3));
            Partition.ofKey(row.getString(1).replace("-", "")).ifPresent(partition -> rows.put(partition, counted));
            return counted;
        });
        return rows;
    }

    private long count(Connection connection, String table) throws SQLException {
        return single(connection, new Query("SELECT COUNT(*) FROM " + table));
    }

    private long bytes(Connection connection, String table) throws SQLException {
        return single(connection, new Query(database.dialect().tableBytes(), table));
    }

    private long single(Connection connection, Query query) throws SQLException {
        List<Long> found = tolerant.list(query, connection, row -> row.getLong(1));
        return found.isEmpty() ? 0 : found.get(0);
    }
}
