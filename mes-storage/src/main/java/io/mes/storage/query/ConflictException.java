package io.mes.storage.query;

/** What was asked for would change more than it names. */
public final class ConflictException extends StorageException {

    private static final long serialVersionUID = 1L;

    /** Says what else there is, and what to ask for instead. */
    public ConflictException(String message) {
        super(message, null);
    }
}
