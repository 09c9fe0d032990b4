package io.mes.storage.dialect;

import java.util.Locale;

/**
 * How one system writes the types of our columns, and with them the columns of each table.
 *
 * @param id a number that the system counts up by itself
 * @param key a text of at most 255 characters that is compared byte by byte
 * @param text a text of any length
 * @param usage the name of the column {@code usage}, which is a reserved word somewhere
 */
record ColumnTypes(String id, String key, String text, String usage) {

    private static final String DAY = "VARCHAR(10)";

    /** Columns whose numbers another program may have made smaller, as a list in SQL. */
    static final String NUMBERS = "('user_id', 'created_at', 'updated_at', 'token_id', 'channel_id', 'prompt_tokens',"
            + " 'completion_tokens', 'total_tokens')";

    /** Columns of a table of messages. */
    String messages() {
        return "id " + id + ", " + shared() + ", updated_at BIGINT NOT NULL, is_stream BOOLEAN NOT NULL DEFAULT FALSE,"
                + " finish_reason VARCHAR(50), " + usage + " " + text;
    }

    /** Columns of a table of errors. */
    String errors() {
        return "id " + id + ", " + shared() + ", error_code INTEGER NOT NULL DEFAULT 0, error_message " + text;
    }

    private String shared() {
        return """
               user_id BIGINT NOT NULL, created_at BIGINT NOT NULL, conversation_id {key} NOT NULL,
               message_id {key} NOT NULL, role VARCHAR(20) NOT NULL, content {text},
               model_name VARCHAR(255) NOT NULL DEFAULT '', token_id BIGINT NOT NULL DEFAULT 0,
               channel_id BIGINT NOT NULL DEFAULT 0, prompt_tokens BIGINT NOT NULL DEFAULT 0,
               completion_tokens BIGINT NOT NULL DEFAULT 0, total_tokens BIGINT NOT NULL DEFAULT 0,
               other {text}, ip VARCHAR(45)""".replace("{key}", key).replace("{text}", text);
    }

    /** Columns of the table of conversations. */
    String conversations() {
        return """
               user_id BIGINT NOT NULL, conversation_id {key} NOT NULL, created_at BIGINT NOT NULL,
               updated_at BIGINT NOT NULL, first_day {day} NOT NULL, last_day {day} NOT NULL,
               message_count BIGINT NOT NULL, total_tokens BIGINT NOT NULL, model_name VARCHAR(255) NOT NULL,
               title VARCHAR(255) NOT NULL, days {text} NOT NULL, error_days {text} NOT NULL, thread {text} NOT NULL,
               deleted_at BIGINT, PRIMARY KEY (user_id, conversation_id)""".replace("{key}", key).replace("{text}", text).replace("{day}", DAY);
    }

    /** Columns of the table of usage. */
    String dailyUsage() {
        return """
               user_id BIGINT NOT NULL, day {day} NOT NULL, model_name {key} NOT NULL, messages BIGINT NOT NULL,
               tokens BIGINT NOT NULL, errors BIGINT NOT NULL, unstored_tokens BIGINT NOT NULL, PRIMARY KEY (user_id, day, model_name)""".replace("{key}", key).replace("{day}", DAY);
    }

    /** Columns of the table of replies. */
    String replies() {
        return """
               user_id BIGINT NOT NULL, fingerprint BIGINT NOT NULL, conversation_id {key} NOT NULL,
               message_id {key} NOT NULL, line_length BIGINT NOT NULL, line_hash BIGINT NOT NULL,
               PRIMARY KEY (user_id, conversation_id, fingerprint)""".replace("{key}", key);
    }

    /** Columns of the table of completions. */
    String completions() {
        return """
               user_id BIGINT NOT NULL, tag BIGINT NOT NULL, message_id {key} NOT NULL, conversation_id {key} NOT NULL,
               partition_key VARCHAR(8) NOT NULL, choices INTEGER NOT NULL, created_at BIGINT NOT NULL,
               response_tag BIGINT NOT NULL, PRIMARY KEY (user_id, tag, message_id, conversation_id)""".replace("{key}", key);
    }

    /** Columns of the table of partitions. */
    static String partitions() {
        return """
               partition_key VARCHAR(8) NOT NULL PRIMARY KEY, legacy_messages BIGINT NOT NULL,
               legacy_errors BIGINT NOT NULL, catalogued_messages BIGINT NOT NULL, catalogued_errors BIGINT NOT NULL""";
    }

    /** The name of an index that belongs to a table. */
    static String index(String table, String what) {
        return ("ix_" + table + "_" + what).toLowerCase(Locale.ROOT);
    }
}
