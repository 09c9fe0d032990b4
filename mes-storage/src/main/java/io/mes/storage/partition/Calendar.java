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

    /** The day of a moment. */
    public LocalDate dayOf(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    /** The day under which a row counts: that of its tables, or for the base tables that of its moment in unix seconds. */
    public LocalDate dayOf(Partition partition, long createdAt) {
        LocalDate day = partition.day();
        return day != null ? day : dayOf(Instant.ofEpochSecond(createdAt));
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
