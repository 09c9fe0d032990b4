package io.mes.storage.catalogue;

import io.mes.storage.chat.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is to be added to the table of usage, row by row. Not thread-safe. */
public final class UsageChange {

    /**
     * A row of the table.
     *
     * @param day {@code yyyy-mm-dd}
     * @param modelName empty where none was named
     */
    public record Key(long userId, String day, String modelName) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::userId).thenComparing(Key::day).thenComparing(Key::modelName);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * What a row counts.
     *
     * @param messages rows of messages
     * @param tokens tokens of those rows, and the unstored ones
     * @param errors rows of errors
     * @param unstoredTokens tokens of exchanges of which nothing but the usage was to be kept
     */
    public record Count(long messages, long tokens, long errors, long unstoredTokens) {

        /** Keeps the sums within {@link Tokens#MOST}. */
        public Count {
            tokens = Tokens.bounded(tokens);
            unstoredTokens = Tokens.bounded(unstoredTokens);
        }

        /** Counts nothing. */
        public static final Count ZERO = new Count(0, 0, 0, 0);

        /** Rows of messages with their tokens. */
        public static Count ofMessages(long messages, long tokens) {
            return new Count(messages, tokens, 0, 0);
        }

        /** Rows of errors. */
        public static Count ofErrors(long errors) {
            return new Count(0, 0, errors, 0);
        }

        /** Tokens without rows. */
        public static Count ofUnstored(long tokens) {
            return new Count(0, tokens, 0, tokens);
        }

        /** This, which counts rows, and the tokens without rows of another. */
        public Count withUnstoredOf(Count other) {
            return plus(ofUnstored(other.unstoredTokens));
        }

        /** Both together. */
        public Count plus(Count more) {
            return new Count(
                    messages + more.messages,
                    tokens + more.tokens,
                    errors + more.errors,
                    unstoredTokens + more.unstoredTokens);
        }

        /** What this counts beyond the other. */
        public Count minus(Count less) {
            return new Count(
                    messages - less.messages,
                    tokens - less.tokens,
                    errors - less.errors,
                    unstoredTokens - less.unstoredTokens);
        }

        private boolean takesAway() {
            return messages < 0 || tokens < 0 || errors < 0 || unstoredTokens < 0;
        }
    }

    private final Map<Key, Count> counts = new TreeMap<>();

    /** Adds to a row; negative numbers take away. */
    public void add(Key key, Count count) {
        counts.merge(key, count, Count::plus);
    }

    /** Takes away from a row. */
    public void remove(Key key, Count count) {
        add(key, Count.ZERO.minus(count));
    }

    /** All rows that change, in the order in which every gateway locks them. */
    public Map<Key, Count> counts() {
        return counts;
    }

    /** Rows that may count nothing afterwards. */
    List<Key> shrinking() {
        return counts.keySet().stream()
                .filter(key -> counts.getOrDefault(key, Count.ZERO).takesAway())
                .toList();
    }
}
