package io.mes.storage.dialect;

import java.util.Collections;
import java.util.List;

/** SQL that is the same everywhere. */
public final class SqlText {

    private SqlText() {}

    /** An INSERT of one row. */
    public static String insert(String table, List<String> columns) {
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + placeholders(columns.size())
                + ")";
    }

    /** So many question marks, separated by commas. */
    public static String placeholders(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** The same condition so many times, one of which must hold. */
    public static String anyOf(String condition, int count) {
        return "(" + String.join(" OR ", Collections.nCopies(count, condition)) + ")";
    }
}
