package io.mes.storage.parse;

import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Content that comes as a list of parts or blocks.
 *
 * <p>A list of one text and nothing else is that text. Any other is a list in a chat too, with the texts under the type
 * that they have there, and all other parts as they were written.
 */
final class PartList {

    private static final Set<String> TEXT_TYPES = Set.of("text", "input_text", "output_text");

    private final List<String> parts = new ArrayList<>();

    /** The content that a value is: a string, a list of parts, null, or anything else as it is written. */
    static Content contentOf(@Nullable String json) {
        if (json == null) {
            return Content.None.NULL;
        }
        String text = RawFields.text(json);
        if (text != null) {
            return new Content.Text(text);
        }
        if (!json.startsWith("[")) {
            return new Content.Json(json);
        }
        PartList list = new PartList();
        JsonReader.of(json).elements(part -> list.add(part.raw()));
        return list.content();
    }

    void add(String json) {
        parts.add(json);
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    Content content() {
        if (parts.size() == 1) {
            RawFields only = RawFields.of(parts.get(0));
            String text = only.string("text");
            Map<String, String> others = only.without("type", "text");
            others.values().removeIf("[]"::equals);
            if (text != null && others.isEmpty() && isText(only)) {
                return new Content.Text(text);
            }
        }
        return new Content.Json(
                "[" + String.join(",", parts.stream().map(PartList::inChat).toList()) + "]");
    }

    private static boolean isText(RawFields part) {
        String type = part.string("type");
        return type != null && TEXT_TYPES.contains(type);
    }

    private static String inChat(String json) {
        if (!json.startsWith("{")) {
            return json;
        }
        RawFields part = RawFields.of(json);
        if (!isText(part) || "text".equals(part.string("type"))) {
            return json;
        }
        Map<String, String> renamed = new LinkedHashMap<>(part.toMap());
        renamed.put("type", "\"text\"");
        return JsonText.object(renamed);
    }
}
