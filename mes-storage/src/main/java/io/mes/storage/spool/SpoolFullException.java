package io.mes.storage.spool;

/** The spool holds as much as it may, and nothing of what was given was appended; fewer entries may still fit. */
public final class SpoolFullException extends SpoolException {

    private static final long serialVersionUID = 1L;

    SpoolFullException(String message) {
        super(message);
    }
}
