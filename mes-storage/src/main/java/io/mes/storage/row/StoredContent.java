package io.mes.storage.row;

import io.mes.storage.chat.Content;
import io.mes.storage.json.CutJson;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What the beginning of a row's {@code content} is the beginning of: text, or something else, as the row's own {@code other}
 * says. Stateless; safe on any thread.
 */
final class StoredContent {

    private StoredContent() {}

    /**
     * The content of a message, as far as the beginnings of its columns tell it.
     *
     * @param content cut off if it has as many characters as {@link Title#ENOUGH}
     * @param other may be cut off anywhere behind what MES notes of a content
     */
    static Content of(@Nullable String content, @Nullable String other) {
        String kind = kind(other);
        if (content == null || Facts.ABSENT.equals(kind) || Facts.BARE.equals(kind)) {
            return Content.None.NULL;
        }
        boolean json = kind == null ? StoredMessage.beginsStructured(content) : kind.equals(Facts.JSON);
        return json ? read(content) : new Content.Text(content);
    }

    /** JSON that is none is read as text, as {@link StoredMessage} does it. */
    private static Content read(String content) {
        String json = content.length() < Title.ENOUGH ? content : CutJson.close(content);
        if (!JsonReader.isJson(json)) {
            return new Content.Text(content);
        }
        String text = JsonReader.stringOf(json);
        return text == null ? new Content.Json(json) : new Content.Text(text);
    }

    /** What MES noted of the content, empty for nothing; null in a row that another MES wrote. */
    private static @Nullable String kind(@Nullable String other) {
        @Nullable String[] kind = {null};
        try {
            if (other != null && !other.isBlank()) {
                JsonReader.of(other).fields((name, value) -> {
                    if (name.equals(Facts.MES)) {
                        kind[0] = "";
                        value.fields((fact, its) -> {
                            if (fact.equals(Facts.CONTENT)) {
                                kind[0] = String.valueOf(its.string());
                            }
                        });
                    }
                });
            }
        } catch (JsonSyntaxException cutOff) {
            // It stands at the beginning, which was read.
        }
        return kind[0];
    }
}
