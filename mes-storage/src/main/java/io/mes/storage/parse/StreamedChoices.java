package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The choices of a streamed answer, put together from their pieces. */
final class StreamedChoices {

    private final Map<Integer, StreamedChoice> choices = new TreeMap<>();

    /** All choices, by their indexes. */
    void forEach(Consumer<StreamedChoice> visitor) {
        choices.values().forEach(visitor);
    }

    /** Takes in the list of a chunk. Of an element that is broken off, what stands between its index and the break. */
    void add(JsonReader list, Consumer<JsonReader> usage) {
        int[] position = {0};
        list.elements(element -> {
            Piece piece = new Piece(position[0]++, usage);
            if (element.isObject()) {
                element.fields(piece::field);
                piece.end();
            }
        });
    }

    /** An element of the list. Its index says which choice it belongs to, and mostly, but not always, stands first. */
    private final class Piece {

        private final int position;
        private final Consumer<JsonReader> usage;
        private final List<Map.Entry<String, String>> early = new ArrayList<>(0);
        private @Nullable StreamedChoice choice;

        Piece(int position, Consumer<JsonReader> usage) {
            this.position = position;
            this.usage = usage;
        }

        void field(String name, JsonReader value) {
            if (name.equals("usage")) {
                usage.accept(value);
            } else if (choice != null) {
                choice.field(name, value);
            } else if (name.equals("index")) {
                belongTo(IndexReader.read(value, position));
            } else {
                early.add(Map.entry(name, value.raw()));
            }
        }

        private void belongTo(int index) {
            StreamedChoice found = choices.computeIfAbsent(index, StreamedChoice::new);
            choice = found;
            early.forEach(field -> found.field(field.getKey(), JsonReader.of(field.getValue())));
        }

        void end() {
            if (choice == null) {
                belongTo(position);
            }
        }
    }
}
