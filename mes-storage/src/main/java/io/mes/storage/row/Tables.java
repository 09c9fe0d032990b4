package io.mes.storage.row;

import java.util.List;

/** Names of tables and their columns: the contract with other MES installations. Constants only, for any thread. */
public final class Tables {

    /** Messages; the name of a day's table follows by {@link Partition#table}. */
    public static final String MESSAGES = "conversation_histories";

    /** Messages of failed exchanges, likewise by day. */
    public static final String ERRORS = "error_conversation_histories";

    /** How the names of all other tables of MES begin. */
    public static final String MES = "mes_";

    /** One row a conversation. */
    public static final String CONVERSATIONS = "mes_conversations";

    /** One row a user, day and model. */
    public static final String USAGE = "mes_daily_usage";

    /** One row a stored reply, by which a conversation is found that a request goes on with. */
    public static final String REPLIES = "mes_replies";

    /** One row for each thing by which a stored completion is found: that it is there, its id, its models, its metadata. */
    public static final String COMPLETIONS = "mes_completions";

    /** One row a pair of tables: whether it held rows before MES kept a catalogue, and how many of them that covers. */
    public static final String PARTITIONS = "mes_partitions";

    /** Columns of {@link #MESSAGES} in the order of {@link MessageRow}. */
    public static final List<String> MESSAGE_COLUMNS = List.of(
            "user_id",
            "created_at",
            "updated_at",
            "conversation_id",
            "message_id",
            "role",
            "content",
            "model_name",
            "token_id",
            "channel_id",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "is_stream",
            "finish_reason",
            "usage",
            "other",
            "ip");

    /** Columns of {@link #ERRORS} in the order of {@link ErrorRow}. */
    public static final List<String> ERROR_COLUMNS = List.of(
            "user_id",
            "created_at",
            "conversation_id",
            "message_id",
            "role",
            "content",
            "model_name",
            "token_id",
            "channel_id",
            "error_code",
            "error_message",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "other",
            "ip");

    /** Columns of {@link #CONVERSATIONS}, those of the key last. */
    public static final List<String> CONVERSATION_COLUMNS = List.of(
            "created_at",
            "updated_at",
            "first_day",
            "last_day",
            "message_count",
            "total_tokens",
            "model_name",
            "title",
            "days",
            "error_days",
            "thread",
            "deleted_at",
            "user_id",
            "conversation_id");

    /** Columns of the key of {@link #CONVERSATIONS}. */
    public static final List<String> CONVERSATION_KEY = List.of("user_id", "conversation_id");

    /** Columns of {@link #REPLIES}. */
    public static final List<String> REPLY_COLUMNS =
            List.of("user_id", "fingerprint", "conversation_id", "message_id", "line_length", "line_hash");

    /** Columns of {@link #COMPLETIONS}. */
    public static final List<String> COMPLETION_COLUMNS = List.of(
            "user_id",
            "tag",
            "message_id",
            "conversation_id",
            "partition_key",
            "choices",
            "created_at",
            "response_tag");

    /** Columns of the key of {@link #COMPLETIONS}. */
    public static final List<String> COMPLETION_KEY = List.of("user_id", "tag", "message_id", "conversation_id");

    /** Columns of the key of {@link #USAGE}. */
    public static final List<String> USAGE_KEY = List.of("user_id", "day", "model_name");

    /** The other columns of {@link #USAGE}. */
    public static final List<String> USAGE_COUNTS = List.of("messages", "tokens", "errors", "unstored_tokens");

    /** Columns of {@link #PARTITIONS}. */
    public static final List<String> PARTITION_COLUMNS =
            List.of("partition_key", "legacy_messages", "legacy_errors", "catalogued_messages", "catalogued_errors");

    private Tables() {}
}
