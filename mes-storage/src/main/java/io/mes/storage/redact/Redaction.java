package io.mes.storage.redact;

import io.mes.storage.chat.Chat;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import org.jspecify.annotations.Nullable;

/** Masks all that is about to be stored. Thread-safe; does not throw on account of the redactor. */
public final class Redaction {

    private final String description;
    private final @Nullable ChatRedactor chats;
    private final @Nullable RowRedactor rows;

    /**
     * A redaction.
     *
     * @param redactor null to mask nothing
     */
    public Redaction(@Nullable Redactor redactor) {
        this.description = redactor == null ? "nothing" : DescribedRedactor.describe(redactor);
        Redactor trusted = redactor == null ? null : new FailClosedRedactor(redactor);
        this.chats = trusted == null ? null : new ChatRedactor(trusted);
        this.rows = trusted == null ? null : new RowRedactor(trusted);
    }

    /** What is masked, as it may stand in a log: names of patterns, the expression, the class of a redactor of the application's own. */
    public String description() {
        return description;
    }

    /** What may be stored of a chat. */
    public Chat of(Chat chat) {
        return chats == null ? chat : chats.redact(chat);
    }

    /** What may be stored of a JSON value. */
    public String ofJson(String value) {
        return rows == null ? value : rows.redactJson(value);
    }

    /** What may be stored of a row of a message. */
    public MessageRow of(MessageRow row) {
        return rows == null ? row : rows.redact(row);
    }

    /** What may be stored of an exported conversation. */
    public ConversationPart of(ConversationPart part) {
        return rows == null ? part : rows.redact(part);
    }

    /** What may be stored of a row of an error. */
    public ErrorRow of(ErrorRow row) {
        return rows == null ? row : rows.redact(row);
    }
}
