package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import java.util.List;

/** Reads the events of a streamed answer: end marker, errors and text that is no JSON here, all else by its format. */
final class EventReader {

    /** What begins otherwise is no JSON, which a reader of JSON would only tell by an exception. */
    private static final String BEGINNINGS_OF_JSON = "{[\"-0123456789tfn";

    /** Receives the data of one event. */
    interface Visitor {

        /**
         * The data of an event. A break in it is thrown through the reader; what was taken in before stays.
         *
         * @param type what the {@code event} line says; {@code message} if there was none
         */
        void data(String type, JsonReader data);
    }

    private final int status;
    private final ResponseBuilder response;
    private final Visitor visitor;

    private EventReader(int status, ResponseBuilder response, Visitor visitor) {
        this.status = status;
        this.response = response;
        this.visitor = visitor;
    }

    static void read(int status, String text, ResponseBuilder response, Visitor visitor) {
        SseEvents.visit(text, new EventReader(status, response, visitor)::event);
    }

    private void event(String type, List<String> data) {
        String joined = data.size() == 1 ? data.get(0) : String.join("\n", data);
        if (data.size() > 1 && !JsonReader.isReceivedJson(joined)) {
            // Servers that leave out the blank line between events; each line is a chunk.
            data.forEach(line -> chunk(type, line));
        } else {
            chunk(type, joined);
        }
    }

    private void chunk(String type, String data) {
        boolean failed = type.equals("error");
        if (!failed && data.isBlank()) {
            return;
        }
        if (data.strip().equals("[DONE]")) {
            response.complete();
            return;
        }
        if (failed || ErrorParser.isListOfError(data)) {
            response.error(ErrorParser.parse(status, data));
            return;
        }
        if (BEGINNINGS_OF_JSON.indexOf(data.stripLeading().charAt(0)) < 0) {
            response.unread(data);
            return;
        }
        try {
            visitor.data(type, JsonReader.ofReceived(data));
        } catch (JsonSyntaxException broken) {
            // Mostly the last chunk of a stream that was cut off; what it held before the break has been taken in.
            if (!data.startsWith("{") && !data.startsWith("[")) {
                response.unread(data);
            }
        }
    }
}
