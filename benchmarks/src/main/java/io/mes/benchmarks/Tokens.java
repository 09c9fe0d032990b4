package io.mes.benchmarks;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The least that whoever reads JSON does: decode all texts, token by token, and keep nothing. */
final class Tokens {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DATA = "data: ".length();

    private Tokens() {}

    /** Characters of all texts in a JSON text. */
    static long ofJson(byte[] json) {
        return of(json, 0, json.length);
    }

    /** Characters of all texts in the events of a stream, of which each has one line and the last none. */
    static long ofEvents(byte[] stream) {
        long characters = 0;
        int start = 0;
        for (int i = 0; i < stream.length; i++) {
            if (stream[i] == '\n') {
                if (i > start + DATA && stream[start + DATA] == '{') {
                    characters += of(stream, start + DATA, i - start - DATA);
                }
                start = i + 1;
            }
        }
        return characters;
    }

    private static long of(byte[] bytes, int offset, int length) {
        long characters = 0;
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    characters += parser.getString().length();
                }
            }
        }
        return characters;
    }
}
