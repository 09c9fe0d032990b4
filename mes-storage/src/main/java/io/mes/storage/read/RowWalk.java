package io.mes.storage.read;

import io.mes.storage.read.Query.Part;
import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
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
        Part<R> rows(Partition partition, @Nullable Long behind, int limit, long budget) throws SQLException;
    }

    /** Rows of a page, and the place behind the last of them if there are more. */
    record Rows<R>(List<R> rows, @Nullable RowCursor next) {}

    /** Characters after which a page ends, however few rows it has, lest a few large ones fill the heap. */
    static final long PAGE_CHARACTERS = 4 << 20;

    private final Source<R> source;
    private final Function<R, Place> placeOf;
    private final ToLongFunction<R> sizeOf;
    private final boolean newestFirst;

    RowWalk(Source<R> source, Function<R, Place> placeOf, ToLongFunction<R> sizeOf, boolean newestFirst) {
        this.source = source;
        this.placeOf = placeOf;
        this.sizeOf = sizeOf;
        this.newestFirst = newestFirst;
    }

    /**
     * Reads a page.
     *
     * @param partitions where rows may be, in any order
     * @param limit how many rows; of none only whether there is one
     */
    Rows<R> read(List<Partition> partitions, RowCursor after, int limit) throws SQLException {
        Part<R> base = partitions.contains(Partition.BASE)
                ? source.rows(Partition.BASE, after.baseId(), limit + 1, PAGE_CHARACTERS)
                : new Part<>(List.of(), false);
        Part<R> days = days(partitions, after, limit + 1);
        Part<R> merged = merge(base, days);
        List<R> page = fitting(merged.rows(), limit);
        RowCursor behind = after;
        for (R row : page) {
            Place place = placeOf.apply(row);
            behind = behind.behind(place.partition(), place.id());
        }
        boolean more = merged.cut() || merged.rows().size() > page.size();
        return new Rows<>(page, more ? behind : null);
    }

    private List<R> fitting(List<R> rows, int limit) {
        int count = 0;
        long characters = 0;
        while (count < Math.min(limit, rows.size()) && (count == 0 || characters < PAGE_CHARACTERS)) {
            characters += sizeOf.applyAsLong(rows.get(count++));
        }
        return rows.subList(0, count);
    }

    private Part<R> days(List<Partition> partitions, RowCursor after, int limit) throws SQLException {
        Comparator<Partition> order = newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
        List<R> rows = new ArrayList<>();
        long budget = PAGE_CHARACTERS;
        for (Partition partition : partitions.stream().sorted(order).toList()) {
            if (isAhead(partition.day(), after.date())) {
                Part<R> more = source.rows(partition, after.idIn(partition), limit - rows.size(), budget);
                rows.addAll(more.rows());
                budget -= more.rows().stream().mapToLong(sizeOf).sum();
                if (more.cut() || rows.size() == limit || budget <= 0) {
                    // Whether there is more in later days is found out by who asks for the next page.
                    return new Part<>(rows, more.cut() || budget <= 0);
                }
            }
        }
        return new Part<>(rows, false);
    }

    private boolean isAhead(@Nullable LocalDate day, @Nullable LocalDate read) {
        if (day == null) {
            return false;
        }
        return read == null || day.equals(read) || day.isBefore(read) == newestFirst;
    }

    /** Both in the order of time, as far as it is known what comes next. */
    private Part<R> merge(Part<R> base, Part<R> days) {
        List<R> merged = new ArrayList<>(base.rows().size() + days.rows().size());
        int b = 0;
        int d = 0;
        while (b < base.rows().size() || d < days.rows().size()) {
            boolean baseEnds = b == base.rows().size();
            boolean daysEnd = d == days.rows().size();
            if ((baseEnds && base.cut()) || (daysEnd && days.cut())) {
                return new Part<>(merged, true);
            }
            boolean fromBase = daysEnd
                    || (!baseEnds && comesFirst(base.rows().get(b), days.rows().get(d)));
            merged.add(fromBase ? base.rows().get(b++) : days.rows().get(d++));
        }
        return new Part<>(merged, base.cut() || days.cut());
    }

    private boolean comesFirst(R a, R b) {
        int order = Place.BY_TIME.compare(placeOf.apply(a), placeOf.apply(b));
        return newestFirst ? order > 0 : order < 0;
    }
}
