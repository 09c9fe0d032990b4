package io.mes.storage.stats;

import java.time.Duration;

/** Is told of every batch. Called on the thread that writes. */
@FunctionalInterface
public interface BatchListener {

    /**
     * A batch was committed. Called on the thread that writes, which waits.
     *
     * @param exchanges how many it held
     * @param commit from the beginning of its transaction to the end of its commit
     */
    void committed(int exchanges, Duration commit);
}
