package io.mes.storage.dialect;

import static io.mes.storage.dialect.ColumnTypes.index;

import io.mes.storage.config.Engine;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * SQLite, by org.xerial's driver.
 *
 * <p>Readers work beside the one writer (write-ahead log). A transaction takes the write lock when it begins, so that
 * one that has read never finds the file changed when it comes to write.
 */
final class SqliteDialect implements Dialect {

    private static final ColumnTypes TYPES =
            new ColumnTypes("INTEGER PRIMARY KEY AUTOINCREMENT", "VARCHAR(255)", "TEXT", "usage");

    @Override
    public Engine engine() {
        return Engine.SQLITE;
    }

    @Override
    public Map<String, String> connectionProperties() {
        return Map.of(
                "journal_mode", "WAL",
                "synchronous", "NORMAL",
                "busy_timeout", "10000",
                "transaction_mode", "IMMEDIATE",
                // Negative means KiB, https://www.sqlite.org/pragma.html#pragma_cache_size
                "cache_size", "-32768");
    }

    @Override
    public boolean hasSingleWriter() {
        return true;
    }

    @Override
    public boolean hasTransactionalDefinitions() {
        return true;
    }

    @Override
    public List<String> createMessages(Partition partition) {
        String table = partition.table(Tables.MESSAGES);
        return SqlText.withMomentIndex(
                partition, table, create(table, TYPES.messages()), messageIndex(table), conversationIndex(table));
    }

    @Override
    public List<String> createErrors(Partition partition) {
        String table = partition.table(Tables.ERRORS);
        return SqlText.withMomentIndex(
                partition, table, create(table, TYPES.errors()), messageIndex(table), userIndex(table));
    }

    private static String create(String table, String columns) {
        return "CREATE TABLE IF NOT EXISTS " + table + " (" + columns + ")";
    }

    private static String messageIndex(String table) {
        return "CREATE UNIQUE INDEX IF NOT EXISTS uk_%1$s_message ON %1$s (message_id)".formatted(table);
    }

    /** The row's id ends every index by itself. */
    private static String conversationIndex(String messages) {
        return "CREATE INDEX IF NOT EXISTS " + index(messages, "conversation") + " ON " + messages
                + " (user_id, conversation_id)";
    }

    private static String userIndex(String errors) {
        return "CREATE INDEX IF NOT EXISTS " + index(errors, "user") + " ON " + errors + " (user_id)";
    }

    @Override
    public List<IndexBuild> indexPartition(Partition partition) {
        return List.of(
                new IndexBuild(conversationIndex(partition.table(Tables.MESSAGES)), null),
                new IndexBuild(userIndex(partition.table(Tables.ERRORS)), null));
    }

    @Override
    public List<String> createCatalogue() {
        return List.of(
                create(Tables.PARTITIONS, ColumnTypes.partitions()) + " WITHOUT ROWID",
                create(Tables.CONVERSATIONS, TYPES.conversations()) + " WITHOUT ROWID",
                "CREATE INDEX IF NOT EXISTS ix_mes_conversations_updated ON " + Tables.CONVERSATIONS
                        + " (user_id, updated_at, conversation_id, message_count)",
                create(Tables.USAGE, TYPES.dailyUsage()) + " WITHOUT ROWID",
                create(Tables.REPLIES, TYPES.replies()) + " WITHOUT ROWID",
                SqlText.indexReplies(),
                create(Tables.COMPLETIONS, TYPES.completions()) + " WITHOUT ROWID",
                SqlText.indexCompletions());
    }

    @Override
    public String listTables() {
        return "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE ? || '%'";
    }

    @Override
    public String tableBytes() {
        return "SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)";
    }

    /** One after the other: there is no network to go over, and one pair is found fastest. */
    @Override
    public int pairsAtOnce() {
        return 1;
    }

    /** The plus keeps the first condition, which is the wider one, from being what the index is searched by. */
    @Override
    public String isBehind(String first, String second) {
        return "+" + first + " >= ? AND (" + first + ", " + second + ") > (?, ?)";
    }

    @Override
    public String isOneOf(String first, String second, int pairs) {
        String pair = "(" + first + " = ? AND " + second + " = ?)";
        return Collections.nCopies(pairs, pair).stream().collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** Of several arguments it calls the least and the greatest so. */
    @Override
    public String add(String table, List<String> key, List<String> numbers) {
        return SqlText.insert(table, SqlText.both(key, numbers))
                + SqlText.onConflictAdd(table, key, numbers, "MIN", "MAX");
    }

    @Override
    public String forUpdate() {
        return "";
    }

    /** SQLite's LOWER and LIKE know the case of ASCII letters only; GLOB takes a set of characters for each. */
    @Override
    public String holdsText(String column) {
        return column + " GLOB ?";
    }

    @Override
    public String textPattern(String text) {
        return text.codePoints().mapToObj(SqliteDialect::anyCase).collect(Collectors.joining("", "*", "*"));
    }

    private static String anyCase(int character) {
        String forms = LetterCase.forms(character);
        return "*?[".contains(forms) || forms.codePointCount(0, forms.length()) > 1 ? "[" + forms + "]" : forms;
    }

    /** By the primary result codes, https://www.sqlite.org/rescode.html. */
    @Override
    public Failure failureOf(SQLException e) {
        return switch (e.getErrorCode() & 0xFF) {
            case 5, 6, 15 -> Failure.TRANSIENT; // BUSY, LOCKED, PROTOCOL
            case 3, 8, 23 -> Failure.PERMISSION; // PERM, READONLY, AUTH
            case 10, 14 -> Failure.CONNECTION_LOST; // IOERR, CANTOPEN
            case 13 -> Failure.FULL; // FULL
            case 18, 20 -> Failure.DATA; // TOOBIG, MISMATCH
            case 19 -> constraint(e);
            case 1 -> byMessage(String.valueOf(e.getMessage()));
            default -> Failure.FATAL;
        };
    }

    private static Failure byMessage(String message) {
        if (message.contains("no such table")) {
            return Failure.MISSING_TABLE;
        }
        boolean exists = message.contains("already exists") || message.contains("duplicate column name");
        return exists ? Failure.EXISTS : Failure.FATAL;
    }

    private static Failure constraint(SQLException e) {
        String message = String.valueOf(e.getMessage());
        boolean key = message.contains("UNIQUE") || message.contains("PRIMARYKEY") || message.contains("PRIMARY KEY");
        return key ? Failure.DUPLICATE : Failure.DATA;
    }
}
