package io.mes.storage.spool;

import java.io.IOException;

/**
 * The spool could not do what it was asked, and has done nothing of it: the disk is full, gone or read-only, the file is
 * damaged, or the spool is closed. The same may succeed later, once somebody has mended that.
 */
public class SpoolException extends IOException {

    private static final long serialVersionUID = 1L;

    SpoolException(String message) {
        super(message);
    }

    SpoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
