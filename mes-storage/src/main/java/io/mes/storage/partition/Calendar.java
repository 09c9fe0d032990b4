package io.mes.storage.partition;

import io.mes.storage.row.Partition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Which day a moment belongs to, and which tables its rows.
 *
 * @param zone the zone whose midnight divides days
 * @param daily whether each day has its own tables
 */
public record Calendar(ZoneId zone, boolean daily) {

    /** The first and last day under which rows count: those that are written in ten characters. */
    private static final LocalDate FIRST = LocalDate.of(0, 1, 1);

    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    /** The day of a moment. */
    public LocalDate dayOf(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    /**
     * The day under which a row counts: that of its tables, or for the base tables that of its moment in unix seconds. Another
     * program may have written any number, milliseconds for example; what lies beyond all days counts under the first or last.
     */
    public LocalDate dayOf(Partition partition, long createdAt) {
        LocalDate day = partition.day();
        if (day != null) {
            return day;
        }
        if (createdAt < startOf(FIRST.plusDays(1))) {
            return FIRST;
        }
        return createdAt >= startOf(LAST) ? LAST : dayOf(Instant.ofEpochSecond(createdAt));
    }

    /** The least moment that counts under a day in the base tables, in unix seconds. */
    public long firstOf(LocalDate day) {
        return day.equals(FIRST) ? Long.MIN_VALUE : startOf(day);
    }

    /** Likewise the greatest. */
    public long lastOf(LocalDate day) {
        return day.equals(LAST) ? Long.MAX_VALUE : startOf(day.plusDays(1)) - 1;
    }

    /** The tables into which rows of a moment are written. */
    public Partition partitionOf(Instant moment) {
        return daily ? new Partition(dayOf(moment)) : Partition.BASE;
    }

    /** The moment at which a day begins, in unix seconds. */
    public long startOf(LocalDate day) {
        return day.atStartOfDay(zone).toEpochSecond();
    }
}
