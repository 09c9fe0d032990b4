package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of a streamed choice, each in as many pieces as the server liked.
 *
 * <p>A piece belongs to the newest call of its index. The calls of servers that send no index, or the same one for every
 * call, are told apart by the id: a new id with a name begins a new call. Where there is no id either, a name after
 * finished arguments does, or one that follows another call in the same chunk.
 */
final class StreamedToolCalls {

    private final List<StreamedToolCall> calls = new ArrayList<>();
    private final Map<Integer, StreamedToolCall> newestByIndex = new HashMap<>();
    private final Map<String, StreamedToolCall> newestById = new HashMap<>();

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Takes in the list of a chunk. */
    void add(JsonReader list) {
        boolean[] first = {true};
        list.elements(element -> {
            if (element.isObject()) {
                String raw = element.raw();
                JsonReader.of(raw).fields(callOf(Piece.of(raw), first[0])::field);
                first[0] = false;
            }
        });
    }

    private StreamedToolCall callOf(Piece piece, boolean firstOfChunk) {
        StreamedToolCall open = piece.index >= 0 ? newestByIndex.get(piece.index) : newestLike(piece);
        if (open == null || piece.begins(open, firstOfChunk)) {
            open = new StreamedToolCall(piece.index >= 0 ? piece.index : calls.size());
            calls.add(open);
            newestByIndex.put(open.index(), open);
        }
        if (piece.id != null && open.id() == null) {
            newestById.put(piece.id, open);
        }
        return open;
    }

    private @Nullable StreamedToolCall newestLike(Piece piece) {
        StreamedToolCall same = piece.id == null ? null : newestById.get(piece.id);
        if (same != null) {
            return same;
        }
        return calls.isEmpty() ? null : calls.get(calls.size() - 1);
    }

    String toJson() {
        StringBuilder json = new StringBuilder("[");
        for (StreamedToolCall call : calls) {
            json.append(json.length() > 1 ? "," : "").append(call.toJson());
        }
        return json.append(']').toString();
    }

    /** What a piece says about the call it belongs to. */
    private record Piece(
            int index, @Nullable String id, @Nullable String name) {

        static Piece of(String raw) {
            int[] index = {-1};
            String[] said = {null, null};
            JsonReader.of(raw).fields((field, value) -> {
                switch (field) {
                    case "index" -> index[0] = IndexReader.read(value, -1);
                    case "id" -> said[0] = ResponseBuilder.lastSaid(null, value.string());
                    case "function", "custom" ->
                        value.fields((inner, innerValue) -> {
                            if (inner.equals("name")) {
                                said[1] = ResponseBuilder.lastSaid(null, innerValue.string());
                            }
                        });
                    default -> {
                        // Says nothing about which call it is.
                    }
                }
            });
            return new Piece(index[0], said[0], said[1]);
        }

        /** Whether this piece opens a call of its own instead of going on with the given one. */
        boolean begins(StreamedToolCall open, boolean firstOfChunk) {
            if (name == null) {
                return false;
            }
            if (id != null) {
                return open.id() != null && !id.equals(open.id());
            }
            if (index < 0) {
                return !firstOfChunk || open.hasWholeArguments();
            }
            // The same name once more may be a server that repeats it on every chunk.
            return !name.equals(open.name()) && open.hasWholeArguments();
        }
    }
}
