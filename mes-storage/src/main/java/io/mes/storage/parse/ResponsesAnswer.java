package io.mes.storage.parse;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The response object of the Responses API, which comes alone or inside the events of a stream. */
final class ResponsesAnswer implements ObjectParser.Fields {

    private final ResponseBuilder response;
    private final List<String> output = new ArrayList<>();
    private boolean answered;

    /** The texts joined, which some servers send besides and others instead of the items. */
    private @Nullable String outputText;

    private @Nullable String status;
    private @Nullable String incompleteReason;

    ResponsesAnswer(int status) {
        this.response = new ResponseBuilder(status);
    }

    /** Reads an answer that came as one object. */
    static ResponseBuilder parse(int status, String text) {
        return ObjectParser.parse(text, itsText -> new ResponsesAnswer(status));
    }

    ResponseBuilder response() {
        return response;
    }

    @Override
    public void field(String name, JsonReader value) {
        switch (name) {
            case "output" -> {
                if (value.isArray()) {
                    answered = true;
                    output.clear();
                    value.elements(item -> output.add(item.raw()));
                } else {
                    response.field(name, value);
                }
            }
            case "status" -> {
                String raw = value.raw();
                status = ResponseBuilder.lastSaid(status, RawFields.text(raw));
                response.field(name, JsonReader.of(raw));
            }
            case "incomplete_details" -> {
                String raw = value.raw();
                incompleteReason = RawFields.of(raw).string("reason");
                response.field(name, JsonReader.of(raw));
            }
            case "output_text" -> outputText = ResponseBuilder.lastSaid(outputText, value.string());
            default -> response.field(name, value);
        }
    }

    @Override
    public ResponseBuilder finish() {
        return finish(List.of());
    }

    /**
     * The answer; of one that holds no items, those of the stream are taken. So they are where it breaks off and the answer
     * at its end holds less of the text than was streamed.
     */
    ResponseBuilder finish(List<String> streamed) {
        OutputItems items = items(output.isEmpty() ? streamed : output);
        if (!"completed".equals(status) && !output.isEmpty()) {
            OutputItems pieces = items(streamed);
            items = said(pieces) > said(items) ? pieces : items;
        }
        if (items.isEmpty() && outputText != null) {
            items.add(new JsonObjectWriter().string("content", outputText).toString());
        }
        if (!items.isEmpty() || (answered && response.error() == null)) {
            response.reply(ReplyNormalizer.reply(0, items.message(), finishReason(items), items.facts()));
        }
        return response;
    }

    private static OutputItems items(List<String> written) {
        OutputItems items = new OutputItems();
        written.forEach(items::add);
        return items;
    }

    private static long said(OutputItems items) {
        return items.message().content().characters();
    }

    /** In a chat's words; the status itself stays among the facts. */
    private @Nullable String finishReason(OutputItems items) {
        return switch (status == null ? "" : status) {
            case "completed" -> items.hasCalls() ? "tool_calls" : "stop";
            case "incomplete" ->
                incompleteReason == null
                        ? "incomplete"
                        : incompleteReason.equals("max_output_tokens") ? "length" : incompleteReason;
            case "failed" -> "error";
            case "", "in_progress", "queued" -> null;
            default -> status;
        };
    }
}
