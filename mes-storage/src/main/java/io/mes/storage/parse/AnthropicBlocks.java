package io.mes.storage.parse;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model said as a list of <a href="https://docs.anthropic.com/en/api/messages">blocks</a>, as fields of a chat's
 * message.
 *
 * <p>Blocks that a chat has no field for, and thoughts, whose signatures must be sent back, are kept as they are in
 * {@code content_blocks}.
 */
final class AnthropicBlocks {

    private final List<String> texts = new ArrayList<>();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<String> calls = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    /** Takes in a block. */
    void add(String json) {
        RawFields block = RawFields.of(json);
        String type = block.string("type");
        switch (type == null ? "" : type) {
            case "text" -> texts.add(json);
            case "tool_use" -> calls.add(call(block));
            case "thinking" -> {
                thought(block.string("thinking"));
                kept.add(json);
            }
            default -> kept.add(json);
        }
    }

    /** The input is an object; as a string it is one that was cut off while it was streamed. */
    private static String call(RawFields block) {
        String written = block.raw("input");
        String piece = block.string("input");
        String function = new JsonObjectWriter()
                .string("name", block.string("name"))
                .string("arguments", piece != null ? piece : written == null ? "" : written)
                .toString();
        JsonObjectWriter call = new JsonObjectWriter()
                .string("id", block.string("id"))
                .string("type", "function")
                .raw("function", function);
        block.without("type", "id", "name", "input", "function").forEach(call::raw);
        return call.toString();
    }

    private void thought(@Nullable String thought) {
        if (thought != null && !thought.isEmpty()) {
            reasoning.append(reasoning.isEmpty() ? "" : "\n\n").append(thought);
        }
    }

    /** The blocks of text, each as it was written. */
    List<String> texts() {
        return texts;
    }

    /** Their text, joined; null if there is none. Of blocks that hold more, such as citations, the blocks are kept too. */
    @Nullable
    String joinedText() {
        StringBuilder joined = new StringBuilder();
        for (String json : texts) {
            String text = RawFields.of(json).string("text");
            joined.append(text == null ? "" : text);
        }
        return texts.isEmpty() ? null : joined.toString();
    }

    /** The other fields of the message. */
    Map<String, String> fields(boolean textsAreJoined) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!reasoning.isEmpty()) {
            fields.put(ReplyNormalizer.REASONING, JsonText.quote(reasoning.toString()));
        }
        putList(fields, "tool_calls", calls);
        List<String> blocks = new ArrayList<>(kept);
        if (textsAreJoined) {
            texts.stream()
                    .filter(json -> !RawFields.of(json).without("type", "text").isEmpty())
                    .forEach(blocks::add);
        }
        putList(fields, "content_blocks", blocks);
        return fields;
    }

    private static void putList(Map<String, String> fields, String name, List<String> elements) {
        if (!elements.isEmpty()) {
            fields.put(name, "[" + String.join(",", elements) + "]");
        }
    }
}
