package io.mes.storage.dialect;

import io.mes.storage.config.Engine;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SQLite, by org.xerial's driver.
 *
 * <p>Readers work beside the one writer (write-ahead log). A transaction takes the write lock when it begins, so that
 * one that has read never finds the file changed when it comes to write.
 */
final class SqliteDialect implements Dialect {

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
    public List<String> createPartition(Partition partition) {
        String messages = partition.table(Tables.MESSAGES);
        String errors = partition.table(Tables.ERRORS);
        return List.of(
                create(messages) + """
                           updated_at BIGINT NOT NULL, %s is_stream BOOLEAN NOT NULL DEFAULT 0,
                           finish_reason VARCHAR(50), usage TEXT, other TEXT, ip VARCHAR(45))
                          """.formatted(SHARED_COLUMNS),
                "CREATE UNIQUE INDEX IF NOT EXISTS uk_%1$s_message ON %1$s (message_id)".formatted(messages),
                "CREATE INDEX IF NOT EXISTS ix_%1$s_conversation ON %1$s (user_id, conversation_id, id)"
                        .formatted(messages),
                create(errors) + """
                           %s error_code INTEGER NOT NULL DEFAULT 0, error_message TEXT,
                           other TEXT, ip VARCHAR(45))
                          """.formatted(SHARED_COLUMNS),
                "CREATE UNIQUE INDEX IF NOT EXISTS uk_%1$s_message ON %1$s (message_id)".formatted(errors),
                "CREATE INDEX IF NOT EXISTS ix_%1$s_user ON %1$s (user_id, id)".formatted(errors));
    }

    private static final String SHARED_COLUMNS = """
            conversation_id VARCHAR(255) NOT NULL, message_id VARCHAR(255) NOT NULL, role VARCHAR(20) NOT NULL,
            content TEXT, model_name VARCHAR(255) NOT NULL DEFAULT '', token_id BIGINT NOT NULL DEFAULT 0,
            channel_id BIGINT NOT NULL DEFAULT 0, prompt_tokens BIGINT NOT NULL DEFAULT 0,
            completion_tokens BIGINT NOT NULL DEFAULT 0, total_tokens BIGINT NOT NULL DEFAULT 0,""";

    private static String create(String table) {
        return "CREATE TABLE IF NOT EXISTS " + table
                + " (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id BIGINT NOT NULL, created_at BIGINT NOT NULL,";
    }

    @Override
    public List<String> createCatalogue() {
        return List.of(
                """
                CREATE TABLE IF NOT EXISTS mes_conversations (
                  user_id BIGINT NOT NULL, conversation_id VARCHAR(255) NOT NULL,
                  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
                  first_day VARCHAR(10) NOT NULL, last_day VARCHAR(10) NOT NULL,
                  message_count BIGINT NOT NULL, total_tokens BIGINT NOT NULL,
                  model_name VARCHAR(255) NOT NULL, title VARCHAR(255) NOT NULL,
                  days TEXT NOT NULL, error_days TEXT NOT NULL, thread TEXT NOT NULL, deleted_at BIGINT,
                  PRIMARY KEY (user_id, conversation_id)) WITHOUT ROWID""",
                "CREATE INDEX IF NOT EXISTS ix_mes_conversations_updated"
                        + " ON mes_conversations (user_id, updated_at, conversation_id)",
                """
                CREATE TABLE IF NOT EXISTS mes_daily_usage (
                  user_id BIGINT NOT NULL, day VARCHAR(10) NOT NULL, model_name VARCHAR(255) NOT NULL,
                  messages BIGINT NOT NULL, tokens BIGINT NOT NULL, errors BIGINT NOT NULL,
                  PRIMARY KEY (user_id, day, model_name)) WITHOUT ROWID""");
    }

    @Override
    public String listTables() {
        return "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE ? || '%'";
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
        int upper = Character.toUpperCase(character);
        String forms = IntStream.of(character, upper, Character.toLowerCase(upper), Character.toTitleCase(character))
                .distinct()
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return "*?[".contains(forms) || forms.codePointCount(0, forms.length()) > 1 ? "[" + forms + "]" : forms;
    }

    @Override
    public String addUsage() {
        return """
               INSERT INTO mes_daily_usage (user_id, day, model_name, messages, tokens, errors) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (user_id, day, model_name) DO UPDATE SET messages = messages + excluded.messages,
                 tokens = tokens + excluded.tokens, errors = errors + excluded.errors""";
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
            case 1 -> String.valueOf(e.getMessage()).contains("no such table") ? Failure.MISSING_TABLE : Failure.FATAL;
            default -> Failure.FATAL;
        };
    }

    private static Failure constraint(SQLException e) {
        String message = String.valueOf(e.getMessage());
        boolean key = message.contains("UNIQUE") || message.contains("PRIMARYKEY") || message.contains("PRIMARY KEY");
        return key ? Failure.DUPLICATE : Failure.DATA;
    }
}
