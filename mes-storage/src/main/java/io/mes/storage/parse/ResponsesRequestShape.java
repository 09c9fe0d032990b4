package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a <a href="https://platform.openai.com/docs/api-reference/responses/create">Responses</a> request.
 *
 * <p>Items that a model put out one after another (reasoning, texts, calls) are one message, as they were when they were
 * answered. A result of a call is a message of the role {@code tool}; an item that is none of these is kept as it is.
 */
final class ResponsesRequestShape implements RequestShape {

    private @Nullable ChatMessage instructions;
    private final List<ChatMessage> messages = new ArrayList<>();
    private OutputItems run = new OutputItems();

    @Override
    public boolean takes(String name, JsonReader value, Map<String, String> parameters) {
        if (name.equals("instructions") && !value.isNull()) {
            parameters.remove(name);
            instructions = new ChatMessage("system", PartList.contentOf(value.raw()), Map.of());
            return true;
        }
        if (!name.equals("input")) {
            return false;
        }
        messages.clear();
        run = new OutputItems();
        parameters.remove(name);
        String text = value.string();
        if (text != null) {
            messages.add(new ChatMessage("user", new Content.Text(text), Map.of()));
            return true;
        }
        if (!value.isArray()) {
            return false;
        }
        value.elements(item -> item(item.raw()));
        if (!found()) {
            parameters.put(name, "[]");
        }
        return true;
    }

    @Override
    public boolean found() {
        return !messages.isEmpty() || !run.isEmpty();
    }

    @Override
    public List<ChatMessage> messages() {
        endRun();
        List<ChatMessage> all = new ArrayList<>();
        if (instructions != null) {
            all.add(instructions);
        }
        all.addAll(messages);
        return all;
    }

    private void item(String json) {
        RawFields item = RawFields.of(json);
        String type = item.string("type");
        String role = item.string("role");
        boolean message = type == null ? role != null : type.equals("message");
        boolean whole = item.string("content") != null;
        if (message && "assistant".equals(role)) {
            // Two texts that are whole messages of their own are two turns.
            if (whole && run.hasText()) {
                endRun();
            }
            run.add(json);
        } else if (type != null && isOutput(type)) {
            run.add(json);
        } else {
            endRun();
            messages.add(message ? message(role, item) : other(type, item, json));
        }
    }

    /** What a model puts out: thoughts, calls of tools, and what OpenAI's own tools and compaction leave there. */
    private static boolean isOutput(String type) {
        return type.endsWith("_call") || type.equals("reasoning") || type.startsWith("compaction");
    }

    private void endRun() {
        if (!run.isEmpty()) {
            messages.add(run.message());
            run = new OutputItems();
        }
    }

    private static ChatMessage message(@Nullable String role, RawFields item) {
        Map<String, String> fields = item.without("type", "role", "content");
        return new ChatMessage(role, PartList.contentOf(item.raw("content")), fields);
    }

    private static ChatMessage other(@Nullable String type, RawFields item, String json) {
        String callId = item.raw("call_id");
        if (type == null || callId == null || !type.endsWith("_output")) {
            return MessageReader.read(JsonReader.of(json));
        }
        Map<String, String> fields = item.toMap();
        fields.remove("output");
        fields.remove("call_id");
        // The type tells what was called, unless it was a function.
        fields.remove("type", "\"function_call_output\"");
        fields.put("tool_call_id", callId);
        return new ChatMessage("tool", PartList.contentOf(item.raw("output")), fields);
    }
}
