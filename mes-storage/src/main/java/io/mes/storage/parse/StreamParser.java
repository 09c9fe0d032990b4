package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;

/** Puts a streamed answer together from its chunks. */
final class StreamParser {

    private final ResponseBuilder response;
    private final StreamedChoices choices = new StreamedChoices();

    private StreamParser(int status) {
        this.response = new ResponseBuilder(status);
    }

    static ResponseBuilder parse(int status, String text) {
        StreamParser stream = new StreamParser(status);
        EventReader.read(status, text, stream.response, (type, data) -> data.fields(stream::field));
        stream.choices.forEach(stream::finish);
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
            choices.add(value, response::usageAside);
        } else {
            response.field(name, value);
        }
    }
}
