package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What chats take up in a database: the bytes of all texts in the rows of messages, conversations and replies, and eight bytes
 * for each number. Pages and indexes come on top, for either way of storing alike.
 */
final class StoredBytes {

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

    private StoredBytes() {}

    /** Stores chats in a database of their own, once or whole, and counts. */
    static long of(TestEngine engine, Instant day, List<Chat> chats, boolean whole) throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, day, whole)) {
            for (Chat chat : chats) {
                database.write(List.of(chat));
            }
            database.requireUndisturbed();
            return count(database, database.table(), Tables.MESSAGE_COLUMNS)
                    + count(database, Tables.CONVERSATIONS, Tables.CONVERSATION_COLUMNS)
                    + count(database, Tables.REPLIES, Tables.REPLY_COLUMNS);
        }
    }

    private static long count(WrittenDatabase database, String table, List<String> columns) throws SQLException {
        String bytes = columns.stream()
                .map(column -> TEXTS.contains(column)
                        ? "COALESCE(OCTET_LENGTH(" + database.column(column) + "), 0)"
                        : Integer.toString(NUMBER_BYTES))
                .collect(Collectors.joining(" + "));
        try (Connection connection = database.database().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COALESCE(SUM(" + bytes + "), 0) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }
}
