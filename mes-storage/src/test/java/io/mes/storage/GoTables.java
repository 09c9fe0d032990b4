package io.mes.storage;

import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of the Go MES as gorm makes them, with rows as it writes them. */
final class GoTables {

    private static final String MESSAGES = "conversation_histories";
    private static final String ERRORS = "error_conversation_histories";

    private final TestDatabase database;
    private final String options;
    private final String json;
    private final boolean narrow;

    GoTables(TestDatabase database) {
        this(database, "");
    }

    /** Tables with options of their own, as the server's configuration may give them. */
    GoTables(TestDatabase database, String options) {
        this(database, options, "text", false);
    }

    private GoTables(TestDatabase database, String options, String json, boolean narrow) {
        this.database = database;
        this.options = options;
        this.json = json;
        this.narrow = narrow;
    }

    /** Tables whose columns of JSON are of the system's own type. */
    static GoTables withJson(TestDatabase database) {
        return new GoTables(database, "", database.engine() == TestEngine.POSTGRESQL ? "jsonb" : "json", false);
    }

    /** Tables whose numbers have four bytes. */
    static GoTables withNarrowNumbers(TestDatabase database) {
        return new GoTables(database, "", "text", true);
    }

    /** A row of either kind; what is null is NULL. */
    record Row(
            @Nullable Long userId,
            long createdAt,
            @Nullable String conversationId,
            @Nullable String messageId,
            String role,
            @Nullable String content,
            @Nullable String model,
            @Nullable Long tokens,
            @Nullable String other) {}

    /** Makes a pair of tables; the suffix is that of a day, or empty for the base tables. */
    void create(String suffix) throws SQLException {
        createMessages(suffix);
        createErrors(suffix);
    }

    void createErrors(String suffix) throws SQLException {
        create(ERRORS + suffix, "error_code bigint, error_message text");
    }

    void createMessages(String suffix) throws SQLException {
        create(
                MESSAGES + suffix,
                "updated_at bigint, is_stream " + truth() + ", finish_reason varchar(50), " + usage() + " " + json);
    }

    private void create(String table, String more) throws SQLException {
        String create = "CREATE TABLE " + table + " (" + id() + ", user_id bigint, created_at bigint,"
                + " conversation_id varchar(255), message_id varchar(255), role varchar(20), content text,"
                + " model_name varchar(255), token_id bigint, channel_id bigint, prompt_tokens bigint,"
                + " completion_tokens bigint, total_tokens bigint, other " + json + ", ip varchar(45), " + more
                + ") "
                + options;
        database.execute(
                narrow ? create.replace("bigint", "integer").replace("bigserial", "serial") : create,
                "CREATE INDEX idx_" + table + "_user_id ON " + table + " (user_id)",
                "CREATE INDEX idx_" + table + "_conversation_id ON " + table + " (conversation_id)");
    }

    private String id() {
        return switch (database.engine()) {
            case SQLITE -> "id integer PRIMARY KEY AUTOINCREMENT";
            case POSTGRESQL -> "id bigserial PRIMARY KEY";
            case MARIADB, MYSQL -> "id bigint AUTO_INCREMENT PRIMARY KEY";
        };
    }

    private String truth() {
        return switch (database.engine()) {
            case SQLITE -> "numeric";
            case POSTGRESQL -> "boolean";
            case MARIADB, MYSQL -> "tinyint(1)";
        };
    }

    private String usage() {
        return switch (database.engine()) {
            case SQLITE, POSTGRESQL -> "usage";
            case MARIADB, MYSQL -> "`usage`";
        };
    }

    void insertMessages(String suffix, List<Row> rows) throws SQLException {
        insert(
                MESSAGES + suffix,
                ", updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, " + jsonParameter() + ", 1, 2, 1795341600)",
                rows);
    }

    void insertErrors(String suffix, List<Row> rows) throws SQLException {
        insert(
                ERRORS + suffix,
                ", error_code, error_message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, " + jsonParameter()
                        + ", 1, 2, 500, 'boom')",
                rows);
    }

    private String jsonParameter() {
        return json.equals("jsonb") ? "CAST(? AS jsonb)" : "?";
    }

    private void insert(String table, String rest, List<Row> rows) throws SQLException {
        String sql = "INSERT INTO " + table + " (user_id, created_at, conversation_id, message_id, role, content,"
                + " model_name, total_tokens, other, token_id, channel_id" + rest;
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            for (Row row : rows) {
                insert.setObject(1, row.userId());
                insert.setLong(2, row.createdAt());
                insert.setString(3, row.conversationId());
                insert.setString(4, row.messageId());
                insert.setString(5, row.role());
                insert.setString(6, row.content());
                insert.setString(7, row.model());
                insert.setObject(8, row.tokens());
                insert.setString(9, row.other());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }
}
