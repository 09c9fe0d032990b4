package io.mes.storage.catalogue;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** What is to be added to the table of usage, row by row. Not thread-safe. */
public final class UsageChange {

    /**
     * A row of the table.
     *
     * @param day {@code yyyy-mm-dd}
     */
    public record Key(long userId, String day, String modelName) {}

    /** What a row counts: rows of messages, their tokens, rows of errors. */
    public record Count(long messages, long tokens, long errors) {

        private Count plus(Count more) {
            return new Count(messages + more.messages, tokens + more.tokens, errors + more.errors);
        }
    }

    private static final Comparator<Key> ORDER =
            Comparator.comparingLong(Key::userId).thenComparing(Key::day).thenComparing(Key::modelName);

    private final Map<Key, Count> counts = new TreeMap<>(ORDER);

    /** Adds to a row; negative numbers take away. */
    public void add(Key key, Count count) {
        counts.merge(key, count, Count::plus);
    }

    /** All rows that change, in the order in which every gateway locks them. */
    public Map<Key, Count> counts() {
        return counts;
    }
}
