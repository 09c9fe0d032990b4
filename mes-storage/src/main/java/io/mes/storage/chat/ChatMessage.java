package io.mes.storage.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message.
 *
 * @param role as sent; null if there was none or it was no string
 * @param content as sent
 * @param fields every other field by name, its value as JSON exactly as written, in order
 * @param fingerprint by what the message is recognised when it is sent again: a digest of role, text and calls; made with
 *     the message, on the thread that parses
 */
public record ChatMessage(@Nullable String role, Content content, Map<String, String> fields, long fingerprint) {

    /** A message with its fingerprint. */
    public ChatMessage(@Nullable String role, Content content, Map<String, String> fields) {
        this(role, content, fields, Fingerprint.of(role, content, fields));
    }

    /** What of its content counts when it is recognised, but for white space at the end. */
    public String text() {
        return Fingerprint.text(content);
    }

    /** The fingerprint of the same message with another text. */
    public long saying(String otherText) {
        return Fingerprint.of(role, new Content.Text(otherText), fields);
    }

    /** Characters held for it. */
    public long characters() {
        long characters = content.characters();
        for (String value : fields.values()) {
            characters += value.length();
        }
        return characters;
    }
}
