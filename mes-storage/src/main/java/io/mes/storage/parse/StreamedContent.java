package io.mes.storage.parse;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text and the reasoning of a streamed choice.
 *
 * <p>Most servers send strings. Mistral sends lists of parts, {@code {"type":"text","text":…}} and
 * {@code {"type":"thinking","thinking":[…]}}: their texts are joined, and the parts themselves kept beside them.
 */
final class StreamedContent {

    private final StreamedText text = new StreamedText();
    private final StreamedText reasoning = new StreamedText();
    private final StreamedText reasoningAlias = new StreamedText();
    private final List<Part> parts = new ArrayList<>();
    private boolean listed;

    void add(JsonReader value) {
        if (value.isArray()) {
            listed = true;
            value.elements(part -> part(part.raw()));
        } else if (value.isString()) {
            String piece = String.valueOf(value.string());
            text.add(piece);
            merge("text", piece);
        } else if (!value.isNull()) {
            listed = true;
            part(value.raw());
        }
    }

    private void part(String raw) {
        StringBuilder thinking = new StringBuilder();
        String[] written = {null, null};
        JsonReader.of(raw).fields((name, value) -> {
            switch (name) {
                case "type" -> written[0] = value.string();
                case "text" -> written[1] = value.string();
                case "thinking" -> thinking.append(thinking(value));
                default -> {
                    // Kept only where the part is neither text nor thinking.
                }
            }
        });
        if (written[1] != null) {
            text.add(written[1]);
            merge("text", written[1]);
        } else if (thinking.length() > 0 || "thinking".equals(written[0])) {
            reasoning.add(thinking.toString());
            merge("thinking", thinking.toString());
        } else {
            parts.add(new Part("", new StringBuilder(raw)));
        }
    }

    /** The text of a thinking part, which is a string or a list of text parts. */
    private static String thinking(JsonReader value) {
        String whole = value.string();
        StringBuilder joined = new StringBuilder(whole == null ? "" : whole);
        value.elements(inner -> inner.fields((name, field) -> {
            String piece = name.equals("text") ? field.string() : null;
            joined.append(piece == null ? "" : piece);
        }));
        return joined.toString();
    }

    private void merge(String type, String piece) {
        if (piece.isEmpty()) {
            return;
        }
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last == null || !last.type.equals(type)) {
            last = new Part(type, new StringBuilder());
            parts.add(last);
        }
        last.text.append(piece);
    }

    StreamedText reasoning() {
        return reasoning;
    }

    StreamedText reasoningAlias() {
        return reasoningAlias;
    }

    /** The whole text; null if none was sent. */
    @Nullable
    String text() {
        return text.text();
    }

    /** The parts, neighbours of a kind merged, as JSON; null if the content never was a list. */
    @Nullable
    String parts() {
        if (!listed) {
            return null;
        }
        StringBuilder json = new StringBuilder("[");
        for (Part part : parts) {
            json.append(json.length() > 1 ? "," : "").append(part.toJson());
        }
        return json.append(']').toString();
    }

    /** A run of parts of one type; of no type when {@code text} is the part's own JSON. */
    private record Part(String type, StringBuilder text) {

        String toJson() {
            if (type.isEmpty()) {
                return text.toString();
            }
            String merged = new JsonObjectWriter()
                    .string("type", "text")
                    .string("text", text.toString())
                    .toString();
            return type.equals("text")
                    ? merged
                    : new JsonObjectWriter()
                            .string("type", type)
                            .raw(type, "[" + merged + "]")
                            .toString();
        }
    }
}
