package io.mes.storage.read;

import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of rows over several partitions in the order of time.
 *
 * <p>Within a partition ids tell the order, and days follow each other. The base tables hold rows of any day: where both
 * kinds are there, because daily partitioning was switched on or off, they are merged by the moments of their rows.
 *
 * @param <R> what is read
 */
final class RowWalk<R> {

    /** Where and when a row stands. */
    record Place(Partition partition, long id, long createdAt, String messageId) {

        private static final Comparator<Place> BY_TIME =
                Comparator.comparingLong(Place::createdAt).thenComparing(Place::messageId);
    }

    interface Source<R> {
        /** Rows of one partition in the order of the walk, behind an id if one is given. */
        List<R> rows(Partition partition, @Nullable Long behind, int limit) throws SQLException;
    }

    /** Rows of a page, and the place behind the last of them if there are more. */
    record Rows<R>(List<R> rows, @Nullable RowCursor next) {}

    private final Source<R> source;
    private final Function<R, Place> placeOf;
    private final boolean newestFirst;

    RowWalk(Source<R> source, Function<R, Place> placeOf, boolean newestFirst) {
        this.source = source;
        this.placeOf = placeOf;
        this.newestFirst = newestFirst;
    }

    /**
     * Reads a page.
     *
     * @param partitions where rows may be, in any order
     * @param limit how many rows; of none only whether there is one
     */
    Rows<R> read(List<Partition> partitions, RowCursor after, int limit) throws SQLException {
        List<R> base = partitions.contains(Partition.BASE)
                ? source.rows(Partition.BASE, after.baseId(), limit + 1)
                : List.of();
        List<R> merged = merge(base, days(partitions, after, limit + 1));
        List<R> page = merged.subList(0, Math.min(limit, merged.size()));
        RowCursor behind = after;
        for (R row : page) {
            Place place = placeOf.apply(row);
            behind = behind.behind(place.partition(), place.id());
        }
        return new Rows<>(page, merged.size() > limit ? behind : null);
    }

    private List<R> days(List<Partition> partitions, RowCursor after, int limit) throws SQLException {
        Comparator<Partition> order = newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<R> rows = new ArrayList<>();
        for (Partition partition : partitions.stream().sorted(order).toList()) {
            if (rows.size() < limit && isAhead(partition.day(), after.date())) {
                rows.addAll(source.rows(partition, after.idIn(partition), limit - rows.size()));
            }
        }
        return rows;
    }

    private boolean isAhead(@Nullable LocalDate day, @Nullable LocalDate read) {
        if (day == null) {
            return false;
        }
        return read == null || day.equals(read) || day.isBefore(read) == newestFirst;
    }

    private List<R> merge(List<R> base, List<R> days) {
        if (base.isEmpty() || days.isEmpty()) {
            return base.isEmpty() ? days : base;
        }
        List<R> merged = new ArrayList<>(base.size() + days.size());
        int b = 0;
        int d = 0;
        while (b < base.size() || d < days.size()) {
            boolean fromBase = d == days.size() || (b < base.size() && comesFirst(base.get(b), days.get(d)));
            merged.add(fromBase ? base.get(b++) : days.get(d++));
        }
        return merged;
    }

    private boolean comesFirst(R a, R b) {
        int order = Place.BY_TIME.compare(placeOf.apply(a), placeOf.apply(b));
        return newestFirst ? order > 0 : order < 0;
    }
}
