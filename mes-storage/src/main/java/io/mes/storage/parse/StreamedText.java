package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** A text that comes in pieces. A piece that is no string is no piece; no piece at all is null, not empty. */
final class StreamedText {

    private @Nullable StringBuilder text;

    void add(JsonReader value) {
        String piece = value.string();
        if (piece != null) {
            add(piece);
        }
    }

    void add(String piece) {
        StringBuilder pieces = text;
        if (pieces == null) {
            pieces = new StringBuilder();
            text = pieces;
        }
        pieces.append(piece);
    }

    @Nullable
    String text() {
        return text == null ? null : text.toString();
    }
}
