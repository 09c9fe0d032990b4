package io.mes.storage.upkeep;

import io.mes.storage.catalogue.TokenSum;
import io.mes.storage.catalogue.UsageChange;
import io.mes.storage.catalogue.UsageChange.Count;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Failure;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.Coverage;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts rows of a day by user and model, as usage counts them: no model and an empty one are the same, and rows that wait
 * to be catalogued are counted when they are. Stateless.
 */
final class RowCounts {

    private final Dialect dialect;
    private final Calendar calendar;
    private final String model;
    private final List<Partition> existing;
    private final Map<Partition, Coverage> uncatalogued;

    RowCounts(Dialect dialect, Calendar calendar, List<Partition> existing, Map<Partition, Coverage> uncatalogued) {
        this.model = dialect.byBytes("COALESCE(model_name, '')");
        this.dialect = dialect;
        this.calendar = calendar;
        this.existing = existing;
        this.uncatalogued = uncatalogued;
    }

    /** All counts of a day, or those of one user and model. */
    Map<UsageChange.Key, Count> of(Connection connection, LocalDate day, UsageChange.@Nullable Key only)
            throws SQLException {
        Map<UsageChange.Key, Count> counts = new TreeMap<>();
        for (String base : List.of(Tables.MESSAGES, Tables.ERRORS)) {
            for (Partition partition : List.of(Partition.BASE, new Partition(day))) {
                if (existing.contains(partition)) {
                    countIfThere(connection, partition, base, day, only, counts);
                }
            }
        }
        return counts;
    }

    /** Where tables are not made in a transaction, one of a pair may be there before the other. */
    private void countIfThere(
            Connection connection,
            Partition partition,
            String base,
            LocalDate day,
            UsageChange.@Nullable Key only,
            Map<UsageChange.Key, Count> counts)
            throws SQLException {
        try {
            count(connection, partition, base, day, only, counts);
        } catch (SQLException e) {
            if (dialect.hasTransactionalDefinitions() || dialect.classify(e) != Failure.MISSING_TABLE) {
                throw e;
            }
        }
    }

    /** Rows without a user count for user 0. */
    private static String ofUser(UsageChange.Key only) {
        return only.userId() == 0 ? "(user_id = ? OR user_id IS NULL)" : "user_id = ?";
    }

    private void count(
            Connection connection,
            Partition partition,
            String base,
            LocalDate day,
            UsageChange.@Nullable Key only,
            Map<UsageChange.Key, Count> counts)
            throws SQLException {
        boolean anyDay = partition.day() == null;
        Coverage waiting = uncatalogued.get(partition);
        String sql = "SELECT user_id, " + model + " AS model, COUNT(*), " + TokenSum.SQL + " FROM "
                + partition.table(base)
                + " WHERE 1 = 1" + (anyDay ? " AND created_at >= ? AND created_at <= ?" : "")
                + (waiting == null ? "" : waiting.covered(base))
                + (only == null ? "" : " AND " + ofUser(only) + " AND " + model + " = ?")
                + " GROUP BY user_id, model";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int parameter = 1;
            if (anyDay) {
                query.setLong(parameter++, calendar.firstOf(day));
                query.setLong(parameter++, calendar.lastOf(day));
            }
            if (only != null) {
                query.setLong(parameter++, only.userId());
                query.setString(parameter, only.modelName());
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    long count = rows.getLong(3);
                    counts.merge(
                            new UsageChange.Key(rows.getLong(1), day.toString(), rows.getString(2)),
                            base.equals(Tables.MESSAGES)
                                    ? Count.ofMessages(count, TokenSum.of(rows, 4))
                                    : Count.ofErrors(count),
                            Count::plus);
                }
            }
        }
    }
}
