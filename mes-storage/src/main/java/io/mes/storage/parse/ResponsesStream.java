package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer together from the <a href="https://platform.openai.com/docs/api-reference/responses-streaming">events</a>
 * of the Responses API.
 *
 * <p>Items are told apart by {@code output_index}, for proxies give an item another id in every event. An item that came
 * whole counts more than its pieces, and the response object in the last event more than either.
 */
final class ResponsesStream {

    private final int status;
    private final ResponsesAnswer answer;
    private final TreeMap<Integer, StreamedItem> items = new TreeMap<>();
    private int current;

    private ResponsesStream(int status) {
        this.status = status;
        this.answer = new ResponsesAnswer(status);
    }

    static ResponseBuilder parse(int status, String text) {
        ResponsesStream stream = new ResponsesStream(status);
        EventReader.read(status, text, stream.answer.response(), stream::event);
        List<String> items =
                stream.items.values().stream().map(StreamedItem::toJson).toList();
        return stream.answer.finish(items);
    }

    private void event(String line, JsonReader data) {
        RawFields event = RawFields.of(data);
        String named = event.string("type");
        String type = named != null ? named : line;
        switch (type) {
            case "error" -> answer.response().error(ErrorParser.parse(status, event.toJson()));
            case "response.created", "response.in_progress", "response.queued" -> object(event);
            case "response.completed",
                    "response.incomplete",
                    "response.failed",
                    "response.cancelled",
                    "response.done" -> {
                object(event);
                answer.response().complete();
            }
            case "response.output_item.added" -> withItem(event, "item", added(event)::begin);
            case "response.output_item.done" -> withItem(event, "item", item(event)::end);
            case "response.content_part.added", "response.content_part.done" ->
                withItem(event, "part", part -> contentOf(event, "").set(part));
            case "response.reasoning_summary_part.added", "response.reasoning_summary_part.done" ->
                withItem(event, "part", part -> summaryOf(event).set(part));
            case "response.output_text.annotation.added" ->
                withItem(event, "annotation", contentOf(event, "output_text")::annotation);
            default -> piece(type, event);
        }
    }

    private static void withItem(RawFields event, String name, Consumer<String> taker) {
        String value = event.raw(name);
        if (value != null && value.startsWith("{")) {
            taker.accept(value);
        }
    }

    private void object(RawFields event) {
        Map<String, String> response = RawFields.of(event.raw("response")).toMap();
        response.forEach((name, value) -> answer.field(name, JsonReader.of(value)));
    }

    /** A piece of a text, or the whole text at its end. */
    private void piece(String type, RawFields event) {
        boolean whole = type.endsWith(".done");
        if (!whole && !type.endsWith(".delta")) {
            return;
        }
        switch (type.substring(0, type.lastIndexOf('.'))) {
            case "response.output_text" -> add(contentOf(event, "output_text"), event, whole, "text");
            case "response.refusal" -> add(contentOf(event, "refusal"), event, whole, "refusal");
            case "response.reasoning_text", "response.reasoning" ->
                add(contentOf(event, "reasoning_text"), event, whole, "text");
            case "response.reasoning_summary_text", "response.reasoning_summary" ->
                add(summaryOf(event), event, whole, "text");
            case "response.function_call_arguments" -> add(event, "function_call", "arguments", whole);
            case "response.custom_tool_call_input" -> add(event, "custom_tool_call", "input", whole);
            case "response.mcp_call_arguments" -> add(event, "mcp_call", "arguments", whole);
            case "response.code_interpreter_call_code" -> add(event, "code_interpreter_call", "code", whole);
            default -> {
                // Progress of a built-in tool, whose item comes whole.
            }
        }
    }

    private static void add(StreamedPart part, RawFields event, boolean whole, String name) {
        String piece = event.string(whole ? name : "delta");
        if (piece != null) {
            part.add(piece, whole);
        }
    }

    private void add(RawFields event, String itemType, String name, boolean whole) {
        String piece = event.string(whole ? name : "delta");
        if (piece != null) {
            item(event).add(itemType, name, piece, whole);
        }
    }

    private StreamedPart contentOf(RawFields event, String type) {
        return item(event).content(event.index("content_index", 0), type);
    }

    private StreamedPart summaryOf(RawFields event) {
        return item(event).summary(event.index("summary_index", 0));
    }

    /** The item an event is about; one without a sensible index goes on with the item before it. */
    private StreamedItem item(RawFields event) {
        return itemAt(event.index("output_index", current));
    }

    /** The item that an event begins. */
    private StreamedItem added(RawFields event) {
        Map.@Nullable Entry<Integer, StreamedItem> last = items.lastEntry();
        return itemAt(event.index("output_index", last == null ? 0 : last.getKey() + 1));
    }

    private StreamedItem itemAt(int index) {
        current = index;
        return items.computeIfAbsent(index, first -> new StreamedItem());
    }
}
