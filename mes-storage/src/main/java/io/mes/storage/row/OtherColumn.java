package io.mes.storage.row;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import org.jspecify.annotations.Nullable;

/** Writes a message's content and its {@code other} so that {@link StoredMessage} finds the message again. */
final class OtherColumn {

    private OtherColumn() {}

    /** The content column: text as it is, everything else as JSON, and text that no column can hold as a JSON string. */
    static @Nullable String content(ChatMessage message) {
        if (message.content() instanceof Content.Text text) {
            return text.storable() ? text.value() : JsonText.quote(text.value());
        }
        if (message.content() instanceof Content.Bare bare) {
            return bare.raw();
        }
        return message.content() instanceof Content.Json json ? json.raw() : null;
    }

    /** Notes what {@link #content} and the role column cannot tell. */
    static void noteMessage(JsonObjectWriter facts, ChatMessage message) {
        if (message.content() == Content.None.ABSENT) {
            facts.string(Facts.CONTENT, Facts.ABSENT);
        } else if (message.content() instanceof Content.Bare) {
            facts.string(Facts.CONTENT, Facts.BARE);
        } else if (message.content() instanceof Content.Json
                || (message.content() instanceof Content.Text text && !text.storable())) {
            facts.string(Facts.CONTENT, Facts.JSON);
        }
        String role = message.role();
        if (role == null || !role.equals(ColumnText.fit(role, ColumnText.ROLE))) {
            facts.raw(Facts.ROLE, JsonText.quote(role));
        }
        facts.raw(Facts.SHADOWED, message.fields().get(Facts.MES));
    }

    /** The whole column: our facts, then the message's own fields. */
    static String of(JsonObjectWriter facts, ChatMessage message) {
        JsonObjectWriter other = new JsonObjectWriter().raw(Facts.MES, facts.toString());
        message.fields().forEach((name, value) -> {
            if (!name.equals(Facts.MES)) {
                other.raw(name, value);
            }
        });
        return other.toString();
    }
}
