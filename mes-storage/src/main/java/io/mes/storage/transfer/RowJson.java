package io.mes.storage.transfer;

import io.mes.storage.conversation.KnownReply;
import io.mes.storage.conversation.LineEnd;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import org.jspecify.annotations.Nullable;

/** Writes rows as JSON objects and reads them back exactly. Values that say nothing (null, 0, false, empty) are left out. */
final class RowJson {

    private RowJson() {}

    static String of(MessageRow row) {
        return new JsonObjectWriter()
                .string("message_id", row.messageId())
                .string("role", row.role())
                .string("content", row.content())
                .number("created_at", row.createdAt())
                .number("updated_at", row.updatedAt() == row.createdAt() ? null : Long.valueOf(row.updatedAt()))
                .string("model_name", unlessEmpty(row.modelName()))
                .number("token_id", unlessZero(row.tokenId()))
                .number("channel_id", unlessZero(row.channelId()))
                .number("prompt_tokens", unlessZero(row.promptTokens()))
                .number("completion_tokens", unlessZero(row.completionTokens()))
                .number("total_tokens", unlessZero(row.totalTokens()))
                .flag("is_stream", row.isStream())
                .string("finish_reason", row.finishReason())
                .raw("usage", embedded(row.usage()))
                .raw("other", embedded(row.other()))
                .string("ip", row.ip())
                .toString();
    }

    static String of(ErrorRow row) {
        return new JsonObjectWriter()
                .string("message_id", row.messageId())
                .string("role", row.role())
                .string("content", row.content())
                .number("created_at", row.createdAt())
                .string("model_name", unlessEmpty(row.modelName()))
                .number("token_id", unlessZero(row.tokenId()))
                .number("channel_id", unlessZero(row.channelId()))
                .number("error_code", unlessZero(row.errorCode()))
                .string("error_message", unlessEmpty(row.errorMessage()))
                .number("prompt_tokens", unlessZero(row.promptTokens()))
                .number("completion_tokens", unlessZero(row.completionTokens()))
                .number("total_tokens", unlessZero(row.totalTokens()))
                .raw("other", embedded(row.other()))
                .string("ip", row.ip())
                .toString();
    }

    static String of(KnownReply reply) {
        return new JsonObjectWriter()
                .number("fingerprint", reply.fingerprint())
                .string("message_id", reply.end().messageId())
                .number("line_length", reply.end().length())
                .number("line_hash", reply.end().hash())
                .toString();
    }

    private static @Nullable Long unlessZero(long number) {
        return number == 0 ? null : Long.valueOf(number);
    }

    private static @Nullable String unlessEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    /** A column that holds an object as that object, if it is written on one line; anything else as a string. */
    private static @Nullable String embedded(@Nullable String column) {
        if (column == null) {
            return null;
        }
        boolean object = column.startsWith("{") && column.endsWith("}") && isOnOneLine(column);
        return object && JsonReader.isReceivedJson(column) ? column : JsonText.quote(column);
    }

    private static boolean isOnOneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    }

    static MessageRow message(long userId, String conversationId, RowFields row) {
        long createdAt = row.moment("created_at");
        return new MessageRow(
                userId,
                createdAt,
                row.number("updated_at", createdAt),
                conversationId,
                row.id("message_id"),
                row.text("role", 20),
                row.textOrNull("content", Integer.MAX_VALUE),
                row.text("model_name", 255),
                row.number("token_id", 0),
                row.number("channel_id", 0),
                row.number("prompt_tokens", 0),
                row.number("completion_tokens", 0),
                row.number("total_tokens", 0),
                row.flag("is_stream"),
                row.textOrNull("finish_reason", 50),
                row.embedded("usage"),
                row.embedded("other"),
                row.textOrNull("ip", 45));
    }

    static ErrorRow error(long userId, String conversationId, RowFields row) {
        return new ErrorRow(
                userId,
                row.moment("created_at"),
                conversationId,
                row.id("message_id"),
                row.text("role", 20),
                row.textOrNull("content", Integer.MAX_VALUE),
                row.text("model_name", 255),
                row.number("token_id", 0),
                row.number("channel_id", 0),
                row.integer("error_code"),
                row.text("error_message", Integer.MAX_VALUE),
                row.number("prompt_tokens", 0),
                row.number("completion_tokens", 0),
                row.number("total_tokens", 0),
                row.embedded("other"),
                row.textOrNull("ip", 45));
    }

    static KnownReply reply(RowFields reply) {
        LineEnd end = new LineEnd(
                reply.id("message_id"), Math.max(0, reply.number("line_length", 0)), reply.number("line_hash", 0));
        return new KnownReply(reply.number("fingerprint", 0), end);
    }
}
