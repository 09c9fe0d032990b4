package io.mes.storage.dialect;

/** What a failed statement means for whoever ran it. */
public enum Failure {
    /** Somebody else was in the way; the same transaction may succeed now. */
    TRANSIENT,
    /** The server is gone or did not answer in time; whether a commit was done is unknown. */
    CONNECTION_LOST,
    /** A row with that key is there already. */
    DUPLICATE,
    /** A table, column or index of that name is there already. */
    EXISTS,
    /** A table is not there, or not any more. */
    MISSING_TABLE,
    /** A text was looked for in a column whose character set lacks some of its characters, so it is not in there. */
    INCOMPARABLE,
    /** The database itself is not there. */
    MISSING_DATABASE,
    /** A value of the statement cannot be stored, and never will be. */
    DATA,
    /** The database user may not do this, or is not let in. */
    PERMISSION,
    /** There is no room left. */
    FULL,
    /** Anything else. */
    FATAL;

    /** Whether the transaction may succeed later without a change on our side. */
    public boolean passes() {
        return this != DATA && this != DUPLICATE && this != MISSING_TABLE;
    }
}
