package io.mes.storage.chat;

import io.mes.storage.json.JsonText;

/** The content of a message. The kinds are kept apart because {@code "123"} and {@code 123} are not the same. Immutable. */
public sealed interface Content {

    /** Characters held for it. */
    int characters();

    /**
     * A string, decoded.
     *
     * @param storable whether every database can hold it as text; found out once, on the thread that parses
     */
    record Text(String value, boolean storable) implements Content {

        /** A string. */
        public Text(String value) {
            this(value, JsonText.isStorable(value));
        }

        @Override
        public int characters() {
            return value.length();
        }
    }

    /** Any other value, such as a list of parts, exactly as written. */
    record Json(String raw) implements Content {
        @Override
        public int characters() {
            return raw.length();
        }
    }

    /** Of a message that is no object at all: the whole of it, exactly as written. */
    record Bare(String raw) implements Content {
        @Override
        public int characters() {
            return raw.length();
        }
    }

    /** No value. */
    enum None implements Content {
        /** The field was there and {@code null}. */
        NULL,
        /** There was no such field. */
        ABSENT;

        @Override
        public int characters() {
            return 0;
        }
    }
}
