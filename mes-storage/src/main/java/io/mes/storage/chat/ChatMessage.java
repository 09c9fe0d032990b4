package io.mes.storage.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message.
 *
 * @param role as sent; null if there was none or it was no string
 * @param content as sent
 * @param fields every other field by name, its value as JSON exactly as written, in order
 */
public record ChatMessage(@Nullable String role, Content content, Map<String, String> fields) {

    /** Characters held for it. */
    public long characters() {
        long characters = content.characters();
        for (String value : fields.values()) {
            characters += value.length();
        }
        return characters;
    }
}
