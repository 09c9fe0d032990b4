package io.mes.storage.redact;

import io.mes.storage.json.JsonReader;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import org.jspecify.annotations.Nullable;

/** Masks rows that an application has put together itself. As thread-safe as its redactor. */
final class RowRedactor {

    private final Redactor redactor;
    private final JsonRedactor json;

    RowRedactor(Redactor redactor) {
        this.redactor = redactor;
        this.json = new JsonRedactor(redactor);
    }

    MessageRow redact(MessageRow row) {
        return new MessageRow(
                row.userId(),
                row.createdAt(),
                row.updatedAt(),
                row.conversationId(),
                row.messageId(),
                row.role(),
                column(row.content()),
                row.modelName(),
                row.tokenId(),
                row.channelId(),
                row.promptTokens(),
                row.completionTokens(),
                row.totalTokens(),
                row.isStream(),
                row.finishReason(),
                row.usage(),
                column(row.other()),
                row.ip());
    }

    ErrorRow redact(ErrorRow row) {
        return new ErrorRow(
                row.userId(),
                row.createdAt(),
                row.conversationId(),
                row.messageId(),
                row.role(),
                column(row.content()),
                row.modelName(),
                row.tokenId(),
                row.channelId(),
                row.errorCode(),
                redactor.redact(row.errorMessage()),
                row.promptTokens(),
                row.completionTokens(),
                row.totalTokens(),
                column(row.other()),
                row.ip());
    }

    ConversationPart redact(ConversationPart part) {
        return new ConversationPart(
                part.userId(),
                part.conversationId(),
                redactor.redact(part.title()),
                part.modelName(),
                part.createdAt(),
                part.updatedAt(),
                part.thread(),
                part.messages().stream().map(this::redact).toList(),
                part.errors().stream().map(this::redact).toList(),
                part.replies());
    }

    String redactJson(String value) {
        return json.redact(value);
    }

    /** A column that holds text or JSON. */
    private @Nullable String column(@Nullable String value) {
        if (value == null) {
            return null;
        }
        return JsonReader.isJson(value) ? json.redact(value) : redactor.redact(value);
    }
}
