package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts a streamed answer together from its chunks. */
final class StreamParser {

    private final int status;
    private final ResponseBuilder response;
    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();

    private StreamParser(int status) {
        this.status = status;
        this.response = new ResponseBuilder(status);
    }

    static ResponseBuilder parse(int status, String text) {
        StreamParser stream = new StreamParser(status);
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
        if (data.size() > 1 && !JsonReader.isReceivedJson(joined)) {
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
        if (type.equals("error")) {
            response.error(ErrorParser.parse(status, data));
            return;
        }
        try {
            JsonReader.ofReceived(data).fields(this::field);
        } catch (JsonSyntaxException broken) {
            // Mostly the last chunk of a stream that was cut off; what it held before the break has been taken in.
            if (!data.isBlank() && !data.startsWith("{") && !data.startsWith("[")) {
                response.unread(data);
            }
        }
    }

    private void field(String name, JsonReader value) {
        if (name.equals("choices")) {
            int[] position = {0};
            value.elements(choice -> {
                if (choice.isObject()) {
                    choice(position[0], choice);
                }
                position[0]++;
            });
        } else {
            response.field(name, value);
        }
    }

    /** Takes in one element of {@code choices}; its index may stand behind its delta, so the element is read twice. */
    private void choice(int position, JsonReader element) {
        String raw = element.raw();
        int[] index = {position};
        JsonReader.of(raw).fields((name, value) -> {
            if (name.equals("index")) {
                index[0] = IndexReader.read(value, position);
            } else if (name.equals("usage")) {
                response.usageAside(value);
            }
        });
        JsonReader.of(raw).fields(choices.computeIfAbsent(index[0], StreamedChoice::new)::field);
    }
}
