package io.mes.storage.stats;

import java.util.Locale;

/** Why an exchange was lost. */
public enum LossReason {
    /** The backlog was full when it was offered. */
    BACKLOG_FULL,
    /** The store was closed when it was offered. */
    CLOSED,
    /** The filter could not capture it. */
    NOT_CAPTURED,
    /** It could not be understood, or a fault of MES was in the way. */
    NOT_PROCESSED,
    /** The database does not take it, not even sanitised. */
    REFUSED,
    /** The store was closed before the database took it, and there was no spool, or that failed or was full. */
    NOT_WRITTEN;

    /** Its name in answers and metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
