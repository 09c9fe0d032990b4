package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts an answer together from the <a href="https://platform.openai.com/docs/api-reference/responses-streaming">events</a>
 * of the Responses API.
 *
 * <p>An item that came whole counts more than its pieces, and the response object in the last event more than either.
 */
final class ResponsesStream {

    private final int status;
    private final ResponsesAnswer answer;
    private final StreamedItems items = new StreamedItems();

    private ResponsesStream(int status) {
        this.status = status;
        this.answer = new ResponsesAnswer(status);
    }

    static ResponseBuilder parse(int status, String text) {
        ResponsesStream stream = new ResponsesStream(status);
        EventReader.read(status, text, stream.answer.response(), stream::event);
        return stream.answer.finish(stream.items.toJson());
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
            case "response.output_item.added" ->
                withObject(
                        event,
                        "item",
                        item -> items.begun(event, RawFields.of(item)).begin(item));
            case "response.output_item.done" ->
                withObject(
                        event,
                        "item",
                        item -> items.ended(event, RawFields.of(item)).end(item));
            case "response.content_part.added", "response.content_part.done" ->
                withObject(event, "part", part -> part(event, part));
            case "response.reasoning_summary_part.added", "response.reasoning_summary_part.done" ->
                withObject(
                        event,
                        "part",
                        part -> items.of(event, "reasoning", "")
                                .summary(summaryIndex(event))
                                .set(part));
            case "response.output_text.annotation.added" ->
                withObject(
                        event,
                        "annotation",
                        annotation -> items.of(event, "message", "")
                                .content(contentIndex(event), "output_text")
                                .annotation(annotation));
            default -> piece(type, event);
        }
    }

    private static void withObject(RawFields event, String name, Consumer<String> taker) {
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
            case "response.output_text" -> content(event, "output_text", "text", whole);
            case "response.refusal" -> content(event, "refusal", "refusal", whole);
            case "response.reasoning_text", "response.reasoning" -> content(event, "reasoning_text", "text", whole);
            case "response.reasoning_summary_text", "response.reasoning_summary" -> summary(event, whole);
            case "response.function_call_arguments" -> add(event, "function_call", "arguments", whole);
            case "response.custom_tool_call_input" -> add(event, "custom_tool_call", "input", whole);
            case "response.mcp_call_arguments" -> add(event, "mcp_call", "arguments", whole);
            case "response.code_interpreter_call_code" -> add(event, "code_interpreter_call", "code", whole);
            default -> {
                // Progress of a built-in tool, whose item comes whole.
            }
        }
    }

    /** A part as it is at its beginning or end. */
    private void part(RawFields event, String part) {
        String type = RawFields.of(part).string("type");
        items.of(event, kindOf(type == null ? "" : type), "")
                .content(contentIndex(event), "")
                .set(part);
    }

    private void content(RawFields event, String partType, String name, boolean whole) {
        String piece = event.string(whole ? name : "delta");
        if (piece != null) {
            int index = contentIndex(event);
            StreamedItem item = items.of(event, kindOf(partType), "content " + index);
            item.content(index, partType).add(piece, whole);
            item.told("content " + index, whole);
        }
    }

    private void summary(RawFields event, boolean whole) {
        String piece = event.string(whole ? "text" : "delta");
        if (piece != null) {
            int index = summaryIndex(event);
            StreamedItem item = items.of(event, "reasoning", "summary " + index);
            item.summary(index).add(piece, whole);
            item.told("summary " + index, whole);
        }
    }

    private void add(RawFields event, String itemType, String name, boolean whole) {
        String piece = event.string(whole ? name : "delta");
        if (piece != null) {
            StreamedItem item = items.of(event, itemType, name);
            item.add(itemType, name, piece, whole);
            item.told(name, whole);
        }
    }

    /** The type of items that have parts of this type. */
    private static String kindOf(String partType) {
        return partType.startsWith("reasoning") ? "reasoning" : "message";
    }

    private static int contentIndex(RawFields event) {
        return event.index("content_index", 0);
    }

    private static int summaryIndex(RawFields event) {
        return event.index("summary_index", 0);
    }
}
