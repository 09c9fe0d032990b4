package io.mes.storage.parse;

import io.mes.storage.json.CutJson;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import java.util.function.Function;

/** Reads an answer that came as one JSON object, field by field. */
final class ObjectParser {

    private ObjectParser() {}

    /** Receives the fields of one answer. */
    interface Fields {

        void field(String name, JsonReader value);

        /** The answer that the fields until now make. */
        ResponseBuilder finish();
    }

    /**
     * An answer that was cut off is taken as far as it goes, a text under way too.
     *
     * @param answer makes what receives the fields of a text
     */
    static ResponseBuilder parse(String text, Function<String, ? extends Fields> answer) {
        Fields fields = answer.apply(text);
        if (read(text, fields)) {
            ResponseBuilder response = fields.finish();
            response.complete();
            return response;
        }
        String closedText = CutJson.close(text);
        Fields closed = answer.apply(closedText);
        boolean closes = read(closedText, closed);
        ResponseBuilder response = closed.finish();
        return closes && response.saysAnything() ? response : fields.finish();
    }

    private static boolean read(String text, Fields fields) {
        try {
            JsonReader body = JsonReader.ofReceived(text);
            body.fields(fields::field);
            body.end();
            return true;
        } catch (JsonSyntaxException broken) {
            return false;
        }
    }
}
