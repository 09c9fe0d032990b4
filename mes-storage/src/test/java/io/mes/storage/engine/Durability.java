package io.mes.storage.engine;

/** What a server that tests start does for its data to survive a crash. */
public enum Durability {
    /** As little as possible: the data is thrown away anyway. */
    RELAXED,
    /** What it does by default; for measurements. */
    PRODUCTION
}
