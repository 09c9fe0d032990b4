package io.mes.storage.chat;

/** The content of a message. The kinds are kept apart because {@code "123"} and {@code 123} are not the same. */
public sealed interface Content {

    /** A string, decoded. */
    record Text(String value) implements Content {}

    /** Any other value, such as a list of parts, exactly as written. */
    record Json(String raw) implements Content {}

    /** Of a message that is no object at all: the whole of it, exactly as written. */
    record Bare(String raw) implements Content {}

    /** No value. */
    enum None implements Content {
        /** The field was there and {@code null}. */
        NULL,
        /** There was no such field. */
        ABSENT
    }
}
