package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts a streamed answer together from its chunks. */
final class StreamParser {

    private final ResponseBuilder response = new ResponseBuilder();
    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();

    private StreamParser() {}

    static ResponseBuilder parse(String text) {
        StreamParser stream = new StreamParser();
        SseEvents.visit(text, stream::event);
        stream.choices.values().forEach(stream::finish);
        return stream.response;
    }

    private void finish(StreamedChoice choice) {
        if (choice.finished()) {
            response.complete();
        }
        response.reply(choice.reply());
    }

    private void event(String type, List<String> data) {
        String joined = String.join("\n", data);
        if (data.size() > 1 && !JsonReader.isJson(joined)) {
            // Servers that leave out the blank line between events; each line is a chunk.
            data.forEach(line -> chunk(type, line));
        } else {
            chunk(type, joined);
        }
    }

    private void chunk(String type, String data) {
        if (data.strip().equals("[DONE]")) {
            response.complete();
            return;
        }
        try {
            if (type.equals("error")) {
                error(data);
            } else {
                JsonReader.of(data).fields(this::field);
            }
        } catch (JsonSyntaxException cutOff) {
            // The last chunk of a broken stream. What it held before the break has been taken in.
        }
    }

    private void error(String data) {
        String inner =
                JsonReader.of(data).isObject() ? JsonReader.fieldsOf(data).get("error") : null;
        response.error(ErrorParser.ofValue(200, inner == null ? data : inner));
    }

    private void field(String name, JsonReader value) {
        if (name.equals("choices")) {
            value.elements(this::choice);
        } else {
            response.field(name, value);
        }
    }

    /** Takes in one element of {@code choices}; its index may stand behind its delta, so the element is read twice. */
    private void choice(JsonReader element) {
        String raw = element.raw();
        int[] index = {0};
        JsonReader.of(raw).fields((name, value) -> {
            if (name.equals("index")) {
                index[0] = IndexReader.read(value, 0);
            } else if (name.equals("usage")) {
                response.usage(value);
            }
        });
        JsonReader.of(raw).fields(choices.computeIfAbsent(index[0], StreamedChoice::new)::field);
    }
}
