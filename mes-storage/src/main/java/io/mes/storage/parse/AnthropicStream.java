package io.mes.storage.parse;

import io.mes.storage.json.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts an answer together from Anthropic's <a href="https://docs.anthropic.com/en/api/messages-streaming">events</a>. */
final class AnthropicStream {

    private final int status;
    private final AnthropicAnswer answer;
    private final TreeMap<Integer, StreamedBlock> blocks = new TreeMap<>();
    private int current;

    private AnthropicStream(int status) {
        this.status = status;
        this.answer = new AnthropicAnswer(status);
    }

    static ResponseBuilder parse(int status, String text) {
        AnthropicStream stream = new AnthropicStream(status);
        EventReader.read(status, text, stream.answer.response(), stream::event);
        if (stream.answer.stopped()) {
            stream.answer.response().complete();
        }
        List<String> blocks =
                stream.blocks.values().stream().map(StreamedBlock::toJson).toList();
        return stream.answer.finish(blocks);
    }

    private void event(String line, JsonReader data) {
        RawFields event = RawFields.of(data);
        String named = event.string("type");
        switch (named != null ? named : line) {
            case "error" -> answer.response().error(ErrorParser.parse(status, event.toJson()));
            case "message_start" -> take(RawFields.of(event.raw("message")).toMap());
            case "content_block_start" -> begun(event).begin(RawFields.of(event.raw("content_block")));
            case "content_block_delta" -> block(event).add(RawFields.of(event.raw("delta")));
            case "content_block_stop" -> block(event).end();
            case "message_delta" -> {
                take(RawFields.of(event.raw("delta")).toMap());
                take(event.without("type", "delta"));
            }
            case "message_stop" -> answer.response().complete();
            default -> {
                // Pings, and what the documentation asks clients to ignore until they know it.
            }
        }
    }

    private void take(Map<String, String> fields) {
        fields.forEach((name, value) -> answer.field(name, JsonReader.of(value)));
    }

    /** The block that an event begins. */
    private StreamedBlock begun(RawFields event) {
        return blockAt(event.index("index", blocks.isEmpty() ? 0 : blocks.lastKey() + 1));
    }

    /** The block an event is about; one without a sensible index goes on with the block before it. */
    private StreamedBlock block(RawFields event) {
        return blockAt(event.index("index", current));
    }

    private StreamedBlock blockAt(int index) {
        current = index;
        return blocks.computeIfAbsent(index, first -> new StreamedBlock());
    }
}
