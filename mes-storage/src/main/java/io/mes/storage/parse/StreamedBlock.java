package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One content block of a streamed message.
 *
 * <p>A delta goes on with the field that it is named like ({@code text}, {@code thinking}, {@code signature}), but
 * {@code partial_json} with {@code input} and {@code citation} with {@code citations}.
 */
final class StreamedBlock {

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final List<String> citations = new ArrayList<>();
    private final StringBuilder input = new StringBuilder();
    private boolean ended;

    void begin(RawFields block) {
        fields.putAll(block.toMap());
    }

    void end() {
        ended = true;
    }

    void add(RawFields delta) {
        String type = delta.string("type");
        fields.putIfAbsent("type", JsonText.quote(blockOf(type == null ? "" : type)));
        delta.without("type").forEach((name, value) -> {
            String piece = RawFields.text(value);
            if (name.equals("partial_json")) {
                input.append(piece == null ? "" : piece);
            } else if (name.equals("citation")) {
                citations.add(value);
            } else if (piece == null) {
                fields.put(name, value);
            } else {
                text(name).append(piece);
            }
        });
    }

    /** What a block is of which the beginning is missing. */
    private static String blockOf(String delta) {
        return switch (delta) {
            case "thinking_delta", "signature_delta" -> "thinking";
            case "input_json_delta" -> "tool_use";
            default -> "text";
        };
    }

    private StringBuilder text(String name) {
        return texts.computeIfAbsent(name, first -> {
            String begun = RawFields.text(fields.get(name));
            return new StringBuilder(begun == null ? "" : begun);
        });
    }

    String toJson() {
        Map<String, String> block = new LinkedHashMap<>(fields);
        texts.forEach((name, text) -> block.put(name, JsonText.quote(text.toString())));
        if (!citations.isEmpty()) {
            block.put("citations", "[" + String.join(",", citations) + "]");
        }
        if (!input.isEmpty()) {
            String written = input.toString();
            block.put("input", JsonReader.isReceivedJson(written) ? written.strip() : JsonText.quote(written));
        } else if (!ended && "{}".equals(block.get("input"))) {
            // An empty object stands for what is still to come.
            block.put("input", "\"\"");
        }
        return JsonText.object(block);
    }
}
