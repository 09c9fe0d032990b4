package io.mes.storage.upkeep;

import io.mes.storage.catalogue.UsageChange;
import io.mes.storage.catalogue.UsageChange.Count;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.database.Database;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.partition.PartitionTable;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares usage with the rows that it counts, day by day, and repairs it.
 *
 * <p>Which tables there are is asked each time, for days begin and go meanwhile.
 */
final class UsageRecounter {

    private final Database database;
    private final PartitionCatalog partitions;
    private final Calendar calendar;
    private final PartitionTable coverages;
    private final UsageTable usage;

    UsageRecounter(Database database, PartitionCatalog partitions, Calendar calendar) {
        this.database = database;
        this.partitions = partitions;
        this.calendar = calendar;
        this.coverages = new PartitionTable(database.dialect());
        this.usage = new UsageTable(database.dialect());
    }

    /** How many rows of usage are wrong. */
    long run(boolean repair) throws SQLException {
        long wrong = 0;
        for (LocalDate day : database.read(connection -> days(connection))) {
            wrong += run(day, repair);
        }
        return wrong;
    }

    /** Likewise of one day. */
    long run(LocalDate day, boolean repair) throws SQLException {
        long wrong = 0;
        for (UsageChange.Key key : database.read(connection -> suspects(connection, day))) {
            wrong += database.write(connection -> check(connection, day, key, repair)) ? 1 : 0;
        }
        return wrong;
    }

    private Set<LocalDate> days(Connection connection) throws SQLException {
        Set<LocalDate> days = new TreeSet<>(usage.days(connection));
        for (Partition partition : partitions.list(connection)) {
            if (partition.day() != null) {
                days.add(partition.day());
            } else {
                addDaysOf(connection, Tables.MESSAGES, days);
                addDaysOf(connection, Tables.ERRORS, days);
            }
        }
        return days;
    }

    /** From one day that has rows to the next, for a single wrong moment may lie millions of days away. */
    private void addDaysOf(Connection connection, String table, Set<LocalDate> days) throws SQLException {
        String sql = "SELECT MIN(created_at) FROM " + table + " WHERE created_at > ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            Long next = first(query, Long.MIN_VALUE);
            while (next != null) {
                LocalDate day = calendar.dayOf(Partition.BASE, next);
                days.add(day);
                next = first(query, calendar.lastOf(day));
            }
        }
    }

    private static @Nullable Long first(PreparedStatement query, long behind) throws SQLException {
        query.setLong(1, behind);
        try (ResultSet row = query.executeQuery()) {
            row.next();
            long first = row.getLong(1);
            return row.wasNull() ? null : first;
        }
    }

    /** What seems wrong when nothing is locked; a transaction may have ended in between. */
    private Set<UsageChange.Key> suspects(Connection connection, LocalDate day) throws SQLException {
        Map<UsageChange.Key, Count> right = rows(connection).of(connection, day, null);
        Map<UsageChange.Key, Count> written = usage.ofDay(connection, day.toString());
        Set<UsageChange.Key> suspects = new TreeSet<>(right.keySet());
        suspects.addAll(written.keySet());
        suspects.removeIf(key -> isRight(written.getOrDefault(key, Count.ZERO), right.getOrDefault(key, Count.ZERO)));
        return suspects;
    }

    private RowCounts rows(Connection connection) throws SQLException {
        return new RowCounts(
                database.dialect(), calendar, partitions.list(connection), coverages.incomplete(connection));
    }

    /** Whether a row is wrong indeed. Whoever adds to it waits, and adds to what is right. */
    private boolean check(Connection connection, LocalDate day, UsageChange.Key key, boolean repair)
            throws SQLException {
        add(connection, key, Count.ZERO);
        Count written = usage.lock(connection, key).orElse(Count.ZERO);
        Count rows = rows(connection).of(connection, day, key).getOrDefault(key, Count.ZERO);
        boolean right = isRight(written, rows);
        if (repair && !right) {
            // One after the other, for the difference may be more than a sum can be.
            add(connection, key, Count.ZERO.minus(written));
            add(connection, key, rows.withUnstoredOf(written));
        }
        usage.removeEmpty(connection, List.of(key));
        return !right;
    }

    private static boolean isRight(Count written, Count rows) {
        return written.equals(rows.withUnstoredOf(written));
    }

    private void add(Connection connection, UsageChange.Key key, Count count) throws SQLException {
        UsageChange change = new UsageChange();
        change.add(key, count);
        usage.add(connection, change);
    }
}
