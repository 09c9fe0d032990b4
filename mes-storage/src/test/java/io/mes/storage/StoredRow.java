package io.mes.storage;

import io.mes.storage.engine.TestDatabase;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row as it lies in the tables of a day, of a message or of an error. */
record StoredRow(
        Partition partition,
        boolean error,
        long user,
        String conversation,
        String model,
        long tokens,
        long createdAt,
        String messageId,
        String content) {

    private static final String COLUMNS =
            "user_id, conversation_id, model_name, total_tokens, created_at, message_id, content";

    /** All rows that there are, in no order. */
    static List<StoredRow> all(TestDatabase database, ConversationStore store) throws SQLException {
        List<StoredRow> rows = new ArrayList<>();
        for (String table : store.getExistingPartitionTables()) {
            Partition partition = Partition.ofTable(Tables.MESSAGES, table).orElseThrow();
            for (Map<String, @Nullable Object> row : select(database, partition, Tables.MESSAGES)) {
                rows.add(of(partition, false, row));
            }
            for (Map<String, @Nullable Object> row : select(database, partition, Tables.ERRORS)) {
                rows.add(of(partition, true, row));
            }
        }
        return rows;
    }

    private static List<Map<String, @Nullable Object>> select(TestDatabase database, Partition partition, String base)
            throws SQLException {
        return database.query("SELECT " + COLUMNS + " FROM " + partition.table(base));
    }

    private static StoredRow of(Partition partition, boolean error, Map<String, @Nullable Object> row) {
        return new StoredRow(
                partition,
                error,
                number(row.get("user_id")),
                String.valueOf(row.get("conversation_id")),
                String.valueOf(row.get("model_name")),
                number(row.get("total_tokens")),
                number(row.get("created_at")),
                String.valueOf(row.get("message_id")),
                String.valueOf(row.get("content")));
    }

    private static long number(@Nullable Object value) {
        return Long.parseLong(String.valueOf(value));
    }

    /** The name of its table. */
    String table() {
        return partition.table(error ? Tables.ERRORS : Tables.MESSAGES);
    }

    /** The day of its tables, or in the base tables that of its moment. */
    LocalDate day(ZoneId zone) {
        return partition.day() != null ? partition.day() : momentsDay(zone);
    }

    /** The day on which it was written. */
    LocalDate momentsDay(ZoneId zone) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(createdAt), zone);
    }
}
