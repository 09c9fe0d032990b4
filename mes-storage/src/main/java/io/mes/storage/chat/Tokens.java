package io.mes.storage.chat;

/**
 * Counts of tokens, and how they are added up: exactly up to {@link #MOST}, which is beyond any model, and which JSON numbers
 * still tell exactly; what would be more is that. Rows of other programs may hold any number. Stateless; safe on any thread.
 */
public final class Tokens {

    /** The most that one row counts, and the most that a sum can be. */
    public static final long MOST = 1L << 53;

    private Tokens() {}

    /** What a row counts that holds this number: none if it is negative, which would corrupt the sums. */
    public static long counted(long ofRow) {
        return Math.max(0, bounded(ofRow));
    }

    /** A sum, or a difference, within what sums can be. */
    public static long bounded(long sum) {
        return Math.max(-MOST, Math.min(MOST, sum));
    }

    /** Two sums together. */
    public static long plus(long sum, long more) {
        return bounded(bounded(sum) + bounded(more));
    }
}
