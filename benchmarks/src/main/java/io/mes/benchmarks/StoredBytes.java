package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.json.JsonReader;
import io.mes.storage.row.Facts;
import io.mes.storage.row.Tables;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What chats take up in a database.
 *
 * @param rows the bytes of all texts in the rows of messages, conversations and replies, and eight bytes for each number,
 *     flags among them; daily usage, which is one row a user, day and model either way, is not counted
 * @param parameters of these, what the parameters of requests take in {@code other}, {@code tools} above all
 * @param file the size of the whole database with indexes and pages; 0 where it is not a file
 */
record StoredBytes(long rows, long parameters, long file) {

    static final StoredBytes NONE = new StoredBytes(0, 0, 0);

    private static final Set<String> TEXTS = Set.of(
            "conversation_id",
            "message_id",
            "role",
            "content",
            "model_name",
            "finish_reason",
            "usage",
            "other",
            "ip",
            "first_day",
            "last_day",
            "title",
            "days",
            "error_days",
            "thread");
    private static final int NUMBER_BYTES = 8;
    private static final String FILE_SIZE =
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";

    /** Stores chats in a database of their own, once or whole, and counts. */
    static StoredBytes of(TestEngine engine, Instant day, List<Chat> chats, boolean whole) throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, day, whole)) {
            for (Chat chat : chats) {
                database.write(List.of(chat));
            }
            database.requireUndisturbed();
            try (Connection connection = database.database().dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                long rows = count(statement, database, database.table(), Tables.MESSAGE_COLUMNS)
                        + count(statement, database, Tables.CONVERSATIONS, Tables.CONVERSATION_COLUMNS)
                        + count(statement, database, Tables.REPLIES, Tables.REPLY_COLUMNS);
                long file = engine == TestEngine.SQLITE ? number(statement, FILE_SIZE) : 0;
                return new StoredBytes(rows, parameters(statement, database), file);
            }
        }
    }

    StoredBytes plus(StoredBytes other) {
        return new StoredBytes(rows + other.rows, parameters + other.parameters, file + other.file);
    }

    private static long count(Statement statement, WrittenDatabase database, String table, List<String> columns)
            throws SQLException {
        String bytes = columns.stream()
                .map(column -> TEXTS.contains(column)
                        ? "COALESCE(OCTET_LENGTH(" + database.column(column) + "), 0)"
                        : Integer.toString(NUMBER_BYTES))
                .collect(Collectors.joining(" + "));
        return number(statement, "SELECT COALESCE(SUM(" + bytes + "), 0) FROM " + table);
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long parameters(Statement statement, WrittenDatabase database) throws SQLException {
        long bytes = 0;
        try (ResultSet rows =
                statement.executeQuery("SELECT " + database.column("other") + " FROM " + database.table())) {
            while (rows.next()) {
                Map<String, String> other = JsonReader.fieldsOf(rows.getString(1));
                String request =
                        JsonReader.fieldsOf(other.getOrDefault(Facts.MES, "{}")).getOrDefault("request", "");
                bytes += request.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return bytes;
    }
}
