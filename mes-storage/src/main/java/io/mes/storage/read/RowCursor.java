package io.mes.storage.read;

import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.Partition;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list of rows that spans partitions: behind a row of the base tables, a row of a day, or, where both kinds
 * are read together, one of each. Written {@code 0-4711}, {@code 20261122-4711} and {@code 0-4711_20261122-4711};
 * {@code lead-1} is the place behind the first message before a conversation's line.
 *
 * @param lead messages before the line that were read, if the line has not begun; else null
 * @param baseId id of the row of the base tables; null if none was read
 * @param day the partition of the row of a day; null if none was read
 * @param dayId id of that row
 */
record RowCursor(
        @Nullable Integer lead,
        @Nullable Long baseId,
        @Nullable Partition day,
        long dayId) {

    /** The place before all rows. */
    static final RowCursor START = new RowCursor(null, null, null, 0);

    private static final Pattern FORM =
            Pattern.compile("lead-(\\d{1,9})|(?:0-(\\d{1,18}))?_?(?:(\\d{8})-(\\d{1,18}))?");

    static RowCursor lead(int read) {
        return new RowCursor(read, null, null, 0);
    }

    /** Reads what {@link #toString} wrote; nothing is the start. */
    static RowCursor parse(@Nullable String text) {
        if (text == null) {
            return START;
        }
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw foreign();
        }
        if (matcher.group(1) != null) {
            return lead(Integer.parseInt(matcher.group(1)));
        }
        Long baseId = matcher.group(2) == null ? null : Long.valueOf(matcher.group(2));
        RowCursor cursor = new RowCursor(null, baseId, null, 0);
        if (matcher.group(3) != null) {
            Optional<Partition> day = Partition.ofKey(matcher.group(3));
            cursor = cursor.behind(day.orElseThrow(RowCursor::foreign), Long.parseLong(matcher.group(4)));
        }
        if (!cursor.toString().equals(text)) {
            throw foreign();
        }
        return cursor;
    }

    private static InvalidQueryException foreign() {
        return new InvalidQueryException("after", "after must be the \"next\" of an earlier page");
    }

    /** The place behind one more row. */
    RowCursor behind(Partition partition, long id) {
        return partition.equals(Partition.BASE)
                ? new RowCursor(null, id, day, dayId)
                : new RowCursor(null, baseId, partition, id);
    }

    /** The id behind which to go on in a partition; null where it is to be read from its beginning. */
    @Nullable
    Long idIn(Partition partition) {
        if (partition.equals(Partition.BASE)) {
            return baseId;
        }
        return partition.equals(day) ? Long.valueOf(dayId) : null;
    }

    /** The date up to which days have been read; null for none. */
    @Nullable
    LocalDate date() {
        return day == null ? null : day.day();
    }

    @Override
    public String toString() {
        if (lead != null) {
            return "lead-" + lead;
        }
        String base = baseId == null ? "" : "0-" + baseId;
        String ofDay = day == null ? "" : day.key() + "-" + dayId;
        return base + (base.isEmpty() || ofDay.isEmpty() ? "" : "_") + ofDay;
    }
}
