package io.mes.storage.parse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The output items of a streamed response, and which of them an event is about.
 *
 * <p>Items are told apart by {@code output_index}, for proxies give an item another id in every event. Where there is none the
 * id counts if it is known; else the event goes on with the last item of its kind, unless that has come whole already.
 */
final class StreamedItems {

    private static final int NONE = -1;

    private final TreeMap<Integer, StreamedItem> items = new TreeMap<>();
    private final Map<String, StreamedItem> byId = new HashMap<>();
    private final Map<String, StreamedItem> lastOfKind = new HashMap<>();

    /** The items as they stand, in order. */
    List<String> toJson() {
        return items.values().stream().map(StreamedItem::toJson).toList();
    }

    /** The item that is announced. */
    StreamedItem begun(RawFields event, RawFields item) {
        StreamedItem begun = at(event.index("output_index", next()));
        return remember(begun, item.string("id"), kindOf(item));
    }

    /** The item that comes whole. */
    StreamedItem ended(RawFields event, RawFields item) {
        return find(event, item.string("id"), kindOf(item), "");
    }

    /**
     * The item that a piece belongs to.
     *
     * @param kind the type of items that have such pieces
     * @param place where in the item the piece belongs, of which there may be a whole text already; empty for anywhere
     */
    StreamedItem of(RawFields event, String kind, String place) {
        return find(event, event.string("item_id"), kind, place);
    }

    private StreamedItem find(RawFields event, @Nullable String id, String kind, String place) {
        int index = event.index("output_index", NONE);
        StreamedItem named = id == null ? null : byId.get(id);
        StreamedItem last = lastOfKind.get(kind);
        if (index != NONE) {
            return remember(at(index), id, kind);
        }
        if (named != null) {
            return remember(named, id, kind);
        }
        return remember(last != null && last.goesOn(place) ? last : at(next()), id, kind);
    }

    private static String kindOf(RawFields item) {
        String type = item.string("type");
        return type == null ? "message" : type;
    }

    private int next() {
        return items.isEmpty() ? 0 : items.lastKey() + 1;
    }

    private StreamedItem at(int index) {
        return items.computeIfAbsent(index, first -> new StreamedItem());
    }

    private StreamedItem remember(StreamedItem item, @Nullable String id, String kind) {
        if (id != null) {
            byId.put(id, item);
        }
        lastOfKind.put(kind, item);
        return item;
    }
}
