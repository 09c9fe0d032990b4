package io.mes.storage.dialect;

import org.jspecify.annotations.Nullable;

/**
 * How an index of a table that another program made is built while that program goes on writing.
 *
 * @param create builds it; harmless, or a failure that says so, if it is there already
 * @param alone what else it takes where builders get into each other's way; null where they do not
 */
public record IndexBuild(String create, @Nullable Alone alone) {

    /**
     * What is done around it on the same connection, outside a transaction.
     *
     * @param isThere a query that has a row if the index is there and whole
     * @param lock a query that is true if nobody else builds the index, nor will until this is unlocked or the connection ends
     * @param unlock a query
     * @param drop removes what is left of an attempt that was broken off, if anything is
     */
    public record Alone(String isThere, String lock, String unlock, String drop) {}
}
