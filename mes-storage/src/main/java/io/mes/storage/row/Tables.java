package io.mes.storage.row;

import java.util.List;

/** Names of tables and their columns: the contract with other MES installations. */
public final class Tables {

    /** Messages; the name of a day's table follows by {@link Partition#table}. */
    public static final String MESSAGES = "conversation_histories";

    /** Messages of failed exchanges, likewise by day. */
    public static final String ERRORS = "error_conversation_histories";

    /** One row a conversation. */
    public static final String CONVERSATIONS = "mes_conversations";

    /** One row a user, day and model. */
    public static final String USAGE = "mes_daily_usage";

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

    private Tables() {}
}
