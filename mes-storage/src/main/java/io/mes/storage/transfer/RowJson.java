package io.mes.storage.transfer;

import io.mes.storage.conversation.KnownReply;
import io.mes.storage.conversation.LineEnd;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import io.mes.storage.row.ColumnText;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Row;
import io.mes.storage.row.StoredMessage;
import org.jspecify.annotations.Nullable;

/** Writes rows as JSON objects and reads them back exactly. Values that say nothing (null, 0, false, empty) are left out. */
final class RowJson {

    /** Columns that both kinds of rows have, read from an object. */
    private record Columns(RowFields fields) {

        long createdAt() {
            return fields.moment("created_at");
        }

        String messageId() {
            return fields.id("message_id");
        }

        String role() {
            return fields.text("role", ColumnText.ROLE);
        }

        @Nullable
        String content() {
            String content = fields.textOrNull("content", Integer.MAX_VALUE);
            if (new StoredMessage("", "", content, other()).isContentBroken()) {
                throw fields.problem("content", "is no JSON, which other says that it is");
            }
            return content;
        }

        String modelName() {
            return fields.text("model_name", ColumnText.MODEL);
        }

        long number(String name) {
            return fields.number(name, 0);
        }

        @Nullable
        String other() {
            return fields.embedded("other");
        }

        @Nullable
        String ip() {
            return fields.textOrNull("ip", ColumnText.IP);
        }
    }

    private RowJson() {}

    static String of(MessageRow row) {
        JsonObjectWriter out = begin(row)
                .number("updated_at", row.updatedAt() == row.createdAt() ? null : Long.valueOf(row.updatedAt()));
        writeTokens(writeOrigin(out, row), row)
                .flag("is_stream", row.isStream())
                .string("finish_reason", row.finishReason())
                .raw("usage", embedded(row.usage()));
        return end(out, row);
    }

    static String of(ErrorRow row) {
        JsonObjectWriter out = writeOrigin(begin(row), row)
                .number("error_code", unlessZero(row.errorCode()))
                .string("error_message", unlessEmpty(row.errorMessage()));
        return end(writeTokens(out, row), row);
    }

    private static JsonObjectWriter begin(Row row) {
        return new JsonObjectWriter()
                .string("message_id", row.messageId())
                .string("role", row.role())
                .string("content", row.content())
                .number("created_at", row.createdAt());
    }

    private static JsonObjectWriter writeOrigin(JsonObjectWriter out, Row row) {
        return out.string("model_name", unlessEmpty(row.modelName()))
                .number("token_id", unlessZero(row.tokenId()))
                .number("channel_id", unlessZero(row.channelId()));
    }

    private static JsonObjectWriter writeTokens(JsonObjectWriter out, Row row) {
        return out.number("prompt_tokens", unlessZero(row.promptTokens()))
                .number("completion_tokens", unlessZero(row.completionTokens()))
                .number("total_tokens", unlessZero(row.totalTokens()));
    }

    private static String end(JsonObjectWriter out, Row row) {
        return out.raw("other", embedded(row.other())).string("ip", row.ip()).toString();
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

    static MessageRow message(long userId, String conversationId, RowFields fields) {
        Columns row = new Columns(fields);
        return new MessageRow(
                userId,
                row.createdAt(),
                fields.number("updated_at", row.createdAt()),
                conversationId,
                row.messageId(),
                row.role(),
                row.content(),
                row.modelName(),
                row.number("token_id"),
                row.number("channel_id"),
                fields.tokens("prompt_tokens"),
                fields.tokens("completion_tokens"),
                fields.tokens("total_tokens"),
                fields.flag("is_stream"),
                fields.textOrNull("finish_reason", ColumnText.FINISH_REASON),
                fields.embedded("usage"),
                row.other(),
                row.ip());
    }

    static ErrorRow error(long userId, String conversationId, RowFields fields) {
        Columns row = new Columns(fields);
        return new ErrorRow(
                userId,
                row.createdAt(),
                conversationId,
                row.messageId(),
                row.role(),
                row.content(),
                row.modelName(),
                row.number("token_id"),
                row.number("channel_id"),
                fields.integer("error_code"),
                fields.text("error_message", Integer.MAX_VALUE),
                fields.tokens("prompt_tokens"),
                fields.tokens("completion_tokens"),
                fields.tokens("total_tokens"),
                row.other(),
                row.ip());
    }

    static KnownReply reply(RowFields reply) {
        LineEnd end = new LineEnd(
                reply.id("message_id"), Math.max(0, reply.number("line_length", 0)), reply.number("line_hash", 0));
        return new KnownReply(reply.number("fingerprint", 0), end);
    }
}
