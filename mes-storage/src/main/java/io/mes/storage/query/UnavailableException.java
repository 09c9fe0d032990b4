package io.mes.storage.query;

/** The database did not answer, or not in time; asking again later may succeed. */
public final class UnavailableException extends StorageException {

    private static final long serialVersionUID = 1L;

    /** Says what could not be done. */
    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says what cannot be done yet. */
    public UnavailableException(String message) {
        super(message, null);
    }
}
