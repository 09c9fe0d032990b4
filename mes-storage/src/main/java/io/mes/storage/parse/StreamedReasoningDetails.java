package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The {@code reasoning_details} of a streamed choice: a list whose elements come in pieces, each naming the element that
 * it goes on with by type and index (<a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">OpenRouter</a>).
 */
final class StreamedReasoningDetails {

    private final Map<String, StreamedFields> details = new LinkedHashMap<>();

    boolean isEmpty() {
        return details.isEmpty();
    }

    void add(JsonReader value) {
        value.elements(element -> piece(element.raw()));
    }

    private void piece(String raw) {
        String[] key = {"", ""};
        JsonReader.of(raw).fields((name, value) -> {
            if (name.equals("type")) {
                key[0] = value.raw();
            } else if (name.equals("index")) {
                key[1] = value.raw();
            }
        });
        StreamedFields detail =
                details.computeIfAbsent(key[0] + key[1], first -> new StreamedFields("text", "summary", "data"));
        JsonReader.of(raw).fields(detail::add);
    }

    String toJson() {
        StringJoiner json = new StringJoiner(",", "[", "]");
        details.values().forEach(detail -> json.add(detail.toJson()));
        return json.toString();
    }
}
