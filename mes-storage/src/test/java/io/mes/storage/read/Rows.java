package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.EntryContent;
import io.mes.storage.database.OpenDatabase;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows in a real SQLite file, put there as the writer puts them. */
final class Rows implements AutoCloseable {

    final OpenDatabase database;

    /** Kept open: SQLite would tidy up the file whenever the last connection is closed. */
    private final Connection connection;

    Rows(TestEngine engine) throws SQLException {
        this.database = new OpenDatabase(engine);
        this.connection = database.connect();
        database.execute(database.dialect().createCatalogue());
    }

    static Partition day(String day) {
        return new Partition(LocalDate.parse(day));
    }

    static ConversationEntry entry(long user, String id, long updatedAt, String title, Partition... partitions) {
        return new ConversationEntry(
                new ConversationKey(user, id),
                new EntryContent(
                        updatedAt,
                        updatedAt,
                        "2026-11-22",
                        "2026-11-22",
                        2,
                        10,
                        "m",
                        title,
                        List.of(partitions),
                        List.of()),
                "",
                null);
    }

    void add(ConversationEntry entry) throws SQLException {
        new ConversationTable(database.dialect()).save(connection, List.of(entry), Set.of());
    }

    /** A conversation with a title and nothing else that matters. */
    void conversation(long user, String id, long updatedAt, String title) throws SQLException {
        add(entry(user, id, updatedAt, title));
    }

    void tables(Partition partition) throws SQLException {
        database.execute(database.dialect().createMessages(partition));
        database.execute(database.dialect().createErrors(partition));
    }

    void usage(long user, String day, String model, long messages, long tokens, long errors) throws SQLException {
        insert(
                database.dialect().add(Tables.USAGE, Tables.USAGE_KEY, Tables.USAGE_COUNTS),
                user,
                day,
                model,
                messages,
                tokens,
                errors,
                0);
    }

    void message(long user, String conversation, Partition partition, String id, String content) throws SQLException {
        message(user, conversation, partition, id, content, null);
    }

    void message(long user, String conversation, Partition partition, String id, String content, @Nullable String other)
            throws SQLException {
        insert(
                SqlText.insert(
                        partition.table(Tables.MESSAGES),
                        List.of(
                                "user_id",
                                "conversation_id",
                                "message_id",
                                "role",
                                "content",
                                "other",
                                "created_at",
                                "updated_at")),
                user,
                conversation,
                id,
                "user",
                content,
                other,
                1,
                1);
    }

    void error(long user, String conversation, Partition partition, String id) throws SQLException {
        insert(
                SqlText.insert(
                        partition.table(Tables.ERRORS),
                        List.of(
                                "user_id",
                                "conversation_id",
                                "message_id",
                                "role",
                                "content",
                                "created_at",
                                "error_code",
                                "error_message")),
                user,
                conversation,
                id,
                "user",
                "said " + id,
                7,
                503,
                "no " + id);
    }

    private void insert(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
