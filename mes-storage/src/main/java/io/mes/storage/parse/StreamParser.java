package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.Map;
import java.util.TreeMap;

/** Puts a streamed answer together from its chunks. */
final class StreamParser {

    private final ResponseBuilder response;
    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();

    private StreamParser(int status) {
        this.response = new ResponseBuilder(status);
    }

    static ResponseBuilder parse(int status, String text) {
        StreamParser stream = new StreamParser(status);
        EventReader.read(status, text, stream.response, (type, data) -> data.fields(stream::field));
        stream.choices.values().forEach(stream::finish);
        return stream.response;
    }

    private void finish(StreamedChoice choice) {
        if (choice.finished()) {
            response.complete();
        }
        response.reply(choice.reply());
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
