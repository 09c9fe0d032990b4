package io.mes.storage.transfer;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a content on their way into what fine-tuning takes: texts from everybody, images from users, and a model's
 * refusals. Use once; not thread-safe.
 */
final class TrainingParts {

    /** What <a href="https://platform.openai.com/docs/api-reference/chat/create">chats</a> know of it. */
    private static final Set<String> DETAILS = Set.of("\"auto\"", "\"low\"", "\"high\"");

    private static final Pattern IMAGE_URL = Pattern.compile("(https?://|data:image/)\\S++");

    private final List<String> parts = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final StringBuilder refusal = new StringBuilder();
    private boolean images;
    private boolean unknown;

    /** Takes in a part, in the form of whichever API. */
    void add(JsonReader part) {
        Map<String, String> fields = part.isObject() ? JsonReader.fieldsOf(part.raw()) : Map.of();
        String type = string(fields, "type");
        switch (type == null ? "" : type) {
            case "text", "input_text", "output_text" -> text(string(fields, "text"));
            case "refusal" -> refusal(string(fields, "refusal"));
            case "image_url", "input_image", "image" -> image(fields);
            default -> unknown = true;
        }
    }

    private void text(@Nullable String text) {
        if (text == null) {
            unknown = true;
        } else if (!text.isEmpty()) {
            texts.add(text);
            parts.add(textPart(text));
        }
    }

    private static String textPart(String text) {
        return new JsonObjectWriter()
                .string("type", "text")
                .string("text", text)
                .toString();
    }

    private void refusal(@Nullable String text) {
        unknown |= text == null;
        refusal.append(text == null ? "" : text);
    }

    private void image(Map<String, String> part) {
        String source = part.get("source");
        String given = part.getOrDefault("image_url", "null");
        Map<String, String> image = JsonReader.fieldsOf(given);
        String url = source != null ? urlOf(JsonReader.fieldsOf(source)) : JsonReader.stringOf(given);
        String address = url != null ? url : string(image, "url");
        if (address == null || !IMAGE_URL.matcher(address).matches()) {
            unknown = true;
            return;
        }
        String detail = image.getOrDefault("detail", part.get("detail"));
        String nested = new JsonObjectWriter()
                .string("url", address)
                .raw("detail", detail != null && DETAILS.contains(detail) ? detail : null)
                .toString();
        images = true;
        parts.add(new JsonObjectWriter()
                .string("type", "image_url")
                .raw("image_url", nested)
                .toString());
    }

    /** Of an <a href="https://docs.anthropic.com/en/api/messages">Anthropic</a> image, which has its bytes apart from their type. */
    private static @Nullable String urlOf(Map<String, String> source) {
        String data = string(source, "data");
        String type = string(source, "media_type");
        return data != null && type != null ? "data:" + type + ";base64," + data : string(source, "url");
    }

    /** What the role may have of the parts. */
    TrainingContent content(String role) {
        return switch (role) {
            case "user" -> new TrainingContent(list(parts), null, !unknown && refusal.isEmpty());
            case "system" ->
                new TrainingContent(
                        list(texts.stream().map(TrainingParts::textPart).toList()), null, isOnlyText());
            case "assistant" ->
                new TrainingContent(
                        joined(""), refusal.isEmpty() ? null : JsonText.quote(refusal.toString()), !unknown && !images);
            // Each part of a result is one of its own.
            default -> new TrainingContent(joined("\n"), null, isOnlyText());
        };
    }

    private boolean isOnlyText() {
        return !unknown && !images && refusal.isEmpty();
    }

    private @Nullable String joined(String separator) {
        return texts.isEmpty() ? null : JsonText.quote(String.join(separator, texts));
    }

    private static @Nullable String list(List<String> parts) {
        return parts.isEmpty() ? null : "[" + String.join(",", parts) + "]";
    }

    private static @Nullable String string(Map<String, String> fields, String name) {
        String json = fields.get(name);
        return json == null ? null : JsonReader.stringOf(json);
    }
}
