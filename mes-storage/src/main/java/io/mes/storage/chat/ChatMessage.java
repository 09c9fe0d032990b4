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

    /** The first so many characters of its text; null if it has no more than these. */
    public @Nullable String beginning(int length) {
        String text = Fingerprint.text(content);
        return text.length() > length ? text.substring(0, length) : null;
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
