package io.mes.storage.write;

/** How long a writer goes on when the database fails. Called on the writing thread. */
@FunctionalInterface
public interface Patience {

    /**
     * Waits before the next attempt.
     *
     * @param attempt the number of the failed one, counted from 0
     * @return whether there should be another attempt
     */
    boolean await(int attempt);
}
