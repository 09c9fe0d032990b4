package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;

/** Reads the index of a choice or tool call. */
final class IndexReader {

    private static final int MAX_INDEX = 10_000;

    private IndexReader() {}

    /** The index, or the fallback where it is missing or absurd. */
    static int read(JsonReader value, int fallback) {
        Long index = value.number();
        return index == null || index < 0 || index > MAX_INDEX ? fallback : index.intValue();
    }
}
