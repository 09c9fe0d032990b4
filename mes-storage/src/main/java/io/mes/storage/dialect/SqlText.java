package io.mes.storage.dialect;

import io.mes.storage.chat.Tokens;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SQL that is the same everywhere. Stateless; safe on any thread. */
public final class SqlText {

    /** So many ids at most in one statement, for systems limit its parameters. */
    private static final int IDS_AT_ONCE = 512;

    private SqlText() {}

    /** An INSERT of one row. */
    public static String insert(String table, List<String> columns) {
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + placeholders(columns.size())
                + ")";
    }

    /** A query for the highest value of a column, in one column. */
    public static String max(String column, String table) {
        return "SELECT MAX(" + column + ") FROM " + table;
    }

    /** A number of repeated parts that is a power of two, so that there are few different statements, prepared once. */
    public static int roundedUp(int parts) {
        return parts == 1 ? 1 : Integer.highestOneBit(parts - 1) * 2;
    }

    /**
     * Ids in parts that one statement may ask for. Each part is filled with its last id up to a {@link #roundedUp} number, so
     * that there are few different statements.
     */
    public static List<List<String>> parts(List<String> ids) {
        List<List<String>> parts = new ArrayList<>();
        for (int start = 0; start < ids.size(); start += IDS_AT_ONCE) {
            List<String> part = new ArrayList<>(ids.subList(start, Math.min(ids.size(), start + IDS_AT_ONCE)));
            part.addAll(Collections.nCopies(roundedUp(part.size()) - part.size(), part.get(part.size() - 1)));
            parts.add(part);
        }
        return parts;
    }

    /** So many question marks, separated by commas. */
    public static String placeholders(int count) {
        return repeated("?", count);
    }

    /** The same text so many times, separated by commas. */
    static String repeated(String text, int count) {
        return String.join(", ", Collections.nCopies(count, text));
    }

    /** A statement that adds what earlier versions did not count; it fails where that is done already. */
    public static String addUnstoredTokens() {
        return "ALTER TABLE " + Tables.USAGE + " ADD COLUMN unstored_tokens BIGINT NOT NULL DEFAULT 0";
    }

    /**
     * Statements that make a table, with one more index where it holds rows of every day: that by which those are found
     * that are too old.
     */
    static List<String> withMomentIndex(Partition partition, String table, String... statements) {
        List<String> all = new ArrayList<>(List.of(statements));
        if (partition.equals(Partition.BASE)) {
            all.add("CREATE INDEX IF NOT EXISTS " + ColumnTypes.index(table, "created") + " ON " + table
                    + " (created_at)");
        }
        return all;
    }

    /** A statement that makes the index by which replies are found. */
    static String indexReplies() {
        return "CREATE INDEX IF NOT EXISTS ix_mes_replies_fingerprint ON " + Tables.REPLIES
                + " (user_id, fingerprint, message_id)";
    }

    /** A statement that makes the index by which a conversation's completions are found. */
    static String indexCompletions() {
        return "CREATE INDEX IF NOT EXISTS ix_mes_completions_conversation ON " + Tables.COMPLETIONS
                + " (user_id, conversation_id)";
    }

    /** Two lists, one behind the other. */
    public static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** What follows an INSERT that is to replace the row of its key, where the system knows ON CONFLICT. */
    static String onConflictReplace(List<String> columns, List<String> key) {
        return columns.stream()
                .filter(column -> !key.contains(column))
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", ", onConflict(key), ""));
    }

    /** What follows an INSERT that is to add its numbers to the row of its key. See {@link #boundedSum}. */
    static String onConflictAdd(String table, List<String> key, List<String> numbers, String least, String greatest) {
        return numbers.stream()
                .map(column -> column + " = " + boundedSum(table + "." + column, "excluded." + column, least, greatest))
                .collect(Collectors.joining(", ", onConflict(key), ""));
    }

    /**
     * A stored number, whatever it is, and one within {@link Tokens#MOST} together, within that too.
     *
     * @param least what the system calls the lesser of two numbers
     * @param greatest what it calls the greater
     */
    static String boundedSum(String stored, String more, String least, String greatest) {
        String bounded = greatest + "(-" + Tokens.MOST + ", " + least + "(" + Tokens.MOST + ", " + stored + "))";
        return least + "(" + Tokens.MOST + ", " + bounded + " + " + more + ")";
    }

    private static String onConflict(List<String> key) {
        return " ON CONFLICT (" + String.join(", ", key) + ") DO UPDATE SET ";
    }
}
