package io.mes.storage.metrics;

import io.mes.storage.query.StoreStatus;
import io.mes.storage.stats.BatchListener;

/** A store that can be watched. Thread-safe. */
public interface MeasuredStore {

    /** How it is doing. Never waits. */
    StoreStatus status();

    /** Has a listener told of every batch from now on, until the store is closed. */
    void listen(BatchListener listener);
}
