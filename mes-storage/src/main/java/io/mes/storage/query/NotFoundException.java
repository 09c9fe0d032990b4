package io.mes.storage.query;

/** There is no such thing, or it is somebody else's; which of the two is nobody's business. */
public final class NotFoundException extends StorageException {

    private static final long serialVersionUID = 1L;

    /** Says what was not found. */
    public NotFoundException(String message) {
        super(message, null);
    }
}
