package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of a streamed choice, each in as many pieces as the server liked.
 *
 * <p>A piece belongs to the newest call of its index. Servers that send no index, or the same one for every call, are
 * told apart by the id: a new id with a name begins a new call.
 */
final class StreamedToolCalls {

    private final List<StreamedToolCall> calls = new ArrayList<>();

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void add(JsonReader element) {
        String raw = element.raw();
        Piece piece = Piece.of(raw);
        JsonReader.of(raw).fields(callOf(piece)::field);
    }

    private StreamedToolCall callOf(Piece piece) {
        StreamedToolCall open = piece.index >= 0 ? newestOf(piece.index) : newestLike(piece);
        if (open == null || piece.begins(open)) {
            open = new StreamedToolCall(piece.index >= 0 ? piece.index : calls.size());
            calls.add(open);
        }
        return open;
    }

    private @Nullable StreamedToolCall newestOf(int index) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index() == index) {
                return calls.get(i);
            }
        }
        return null;
    }

    private @Nullable StreamedToolCall newestLike(Piece piece) {
        for (int i = calls.size() - 1; i >= 0 && piece.id != null; i--) {
            if (piece.id.equals(calls.get(i).id())) {
                return calls.get(i);
            }
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
        boolean begins(StreamedToolCall open) {
            boolean otherId = id != null && open.id() != null && !id.equals(open.id());
            if (otherId) {
                return name != null;
            }
            // Neither index nor id: a name after finished arguments can only be the next call's.
            return index < 0 && id == null && name != null && open.hasWholeArguments();
        }
    }
}
