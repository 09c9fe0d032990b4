package io.mes.storage.spool;

/** Bytes are no chat that this MES can read. The message says why, and holds nothing of what was said. */
public final class UndecodableChatException extends Exception {

    private static final long serialVersionUID = 1L;

    UndecodableChatException(String message) {
        super(message);
    }
}
