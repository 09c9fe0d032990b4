package io.mes.storage.parse;

import io.mes.storage.json.JsonText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One output item of a streamed response, growing piece by piece until it comes whole. */
final class StreamedItem {

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<Integer, StreamedPart> content = new TreeMap<>();
    private final Map<Integer, StreamedPart> summary = new TreeMap<>();
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();
    private @Nullable String whole;

    /** Takes in the item as it was announced. */
    void begin(String json) {
        fields.putAll(RawFields.of(json).toMap());
    }

    /** Takes in the item as it is at its end. */
    void end(String json) {
        whole = json;
    }

    /** Notes that the text at a place has come, where it came whole. */
    void told(String place, boolean wholeText) {
        if (wholeText) {
            told.add(place);
        }
    }

    /** Whether there may be more of it to come, and of the text at that place. */
    boolean goesOn(String place) {
        return whole == null && !told.contains(place);
    }

    /** A part of its content. The type counts where the part, or the item itself, was never announced. */
    StreamedPart content(int index, String type) {
        if (!type.isEmpty()) {
            be(type.startsWith("reasoning") ? "reasoning" : "message");
        }
        return content.computeIfAbsent(index, first -> new StreamedPart(type.isEmpty() ? "output_text" : type));
    }

    /** A part of the summary that a reasoning item has. */
    StreamedPart summary(int index) {
        be("reasoning");
        return summary.computeIfAbsent(index, first -> new StreamedPart("summary_text"));
    }

    /** Takes in a piece of a field that is a text, or the whole of it. */
    void add(String type, String name, String piece, boolean wholeText) {
        be(type);
        StringBuilder text = texts.computeIfAbsent(name, first -> new StringBuilder());
        if (wholeText) {
            text.setLength(0);
        }
        text.append(piece);
    }

    private void be(String type) {
        fields.putIfAbsent("type", JsonText.quote(type));
    }

    String toJson() {
        if (whole != null) {
            return whole;
        }
        Map<String, String> item = new LinkedHashMap<>(fields);
        putParts(item, "summary", summary);
        putParts(item, "content", content);
        texts.forEach((name, text) -> item.put(name, JsonText.quote(text.toString())));
        return JsonText.object(item);
    }

    private static void putParts(Map<String, String> item, String name, Map<Integer, StreamedPart> parts) {
        if (!parts.isEmpty()) {
            item.put(
                    name, parts.values().stream().map(StreamedPart::toJson).collect(Collectors.joining(",", "[", "]")));
        }
    }
}
