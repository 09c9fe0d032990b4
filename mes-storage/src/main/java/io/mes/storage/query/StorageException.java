package io.mes.storage.query;

import org.jspecify.annotations.Nullable;

/** A question could not be answered. The subclass tells what the caller can do about it. */
public abstract sealed class StorageException extends RuntimeException
        permits ConflictException, InvalidQueryException, NotFoundException, UnavailableException {

    private static final long serialVersionUID = 1L;

    StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
