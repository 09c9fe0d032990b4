package io.mes.storage.row;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One pair of tables: that of a day, or the base tables, which hold rows of any day.
 *
 * <p>Ordered as rows are read: the base tables first, then the days.
 *
 * @param day the day, in the time zone of the store; null for the base tables
 */
public record Partition(@Nullable LocalDate day) implements Comparable<Partition> {

    /** The tables used where there is no daily partitioning. */
    public static final Partition BASE = new Partition(null);

    private static final Pattern SUFFIX = Pattern.compile("_(\\d{4})_(\\d{2})_(\\d{2})");
    private static final String BASE_KEY = "0";

    /** The name of a table of this partition. */
    public String table(String base) {
        return day == null ? base : base + "_" + day.toString().replace('-', '_');
    }

    /** The partition whose table of that base name is so called; empty for any other name, and for impossible dates. */
    public static Optional<Partition> ofTable(String base, String table) {
        if (table.equals(base)) {
            return Optional.of(BASE);
        }
        if (!table.startsWith(base)) {
            return Optional.empty();
        }
        Matcher suffix = SUFFIX.matcher(table.substring(base.length()));
        return suffix.matches() ? ofDate(suffix.group(1), suffix.group(2), suffix.group(3)) : Optional.empty();
    }

    /** A short form for lists of partitions: {@code 20261122}, or {@code 0} for the base tables. */
    public String key() {
        return day == null ? BASE_KEY : day.toString().replace("-", "");
    }

    /** The partition that was written as this key; empty if none was. */
    public static Optional<Partition> ofKey(String key) {
        if (key.equals(BASE_KEY)) {
            return Optional.of(BASE);
        }
        return key.length() == 8
                ? ofDate(key.substring(0, 4), key.substring(4, 6), key.substring(6))
                : Optional.empty();
    }

    private static Optional<Partition> ofDate(String year, String month, String day) {
        try {
            LocalDate date = LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
            return Optional.of(new Partition(date));
        } catch (DateTimeException | NumberFormatException impossible) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(Partition other) {
        if (day == null || other.day == null) {
            return Boolean.compare(day != null, other.day != null);
        }
        return day.compareTo(other.day);
    }
}
