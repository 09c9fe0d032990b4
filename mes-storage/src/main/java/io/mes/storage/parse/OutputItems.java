package io.mes.storage.parse;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model put out as a list of <a href="https://platform.openai.com/docs/api-reference/responses/object">items</a>, as
 * one message of the chat shape.
 *
 * <p>Texts are joined as the {@code output_text} of OpenAI's clients joins them. Items that a chat has no field for (calls
 * of built-in tools, encrypted reasoning) are kept as they are in {@code output_items}, unknown parts of a message in
 * {@code content_parts}; of reasoning, and of a second message, {@code output_items} has
 * what they hold beside their texts.
 */
final class OutputItems {

    private final StreamedText text = new StreamedText();
    private final StreamedText refusal = new StreamedText();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<String> calls = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();
    private final List<String> items = new ArrayList<>();
    private final StreamedFields fields = new StreamedFields();
    private final StreamedFields facts = new StreamedFields();
    private int messages;
    private boolean empty = true;

    boolean isEmpty() {
        return empty;
    }

    boolean hasText() {
        return text.text() != null;
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    /** Takes in an item. */
    void add(String json) {
        empty = false;
        RawFields item = RawFields.of(json);
        String type = item.string("type");
        boolean said = item.raw("content") != null || item.raw("role") != null;
        switch (type != null ? type : said ? "message" : "") {
            case "message" -> message(item);
            case "function_call" -> call(item, "function", "arguments");
            case "custom_tool_call" -> call(item, "custom", "input");
            case "reasoning" -> reasoning(item, json);
            default -> items.add(json);
        }
    }

    private void message(RawFields item) {
        String whole = item.string("content");
        if (whole != null) {
            text.add(whole);
        }
        item.elements("content", this::part);
        Map<String, String> others = further(item, "type", "role", "content");
        if (messages++ == 0) {
            others.forEach((name, value) -> fields.add(name, JsonReader.of(value)));
        } else if (!others.isEmpty()) {
            // A chat's message has place for those of one.
            items.add(kept("message", others));
        }
    }

    private void part(String json) {
        RawFields part = RawFields.of(json);
        String said = part.string("text");
        String refused = part.string("refusal");
        if (said != null) {
            text.add(said);
        } else if (refused != null) {
            refusal.add(refused);
        }
        boolean known = said != null || refused != null;
        if (!known
                || !part.without("type", "text", "refusal", "annotations", "logprobs")
                        .isEmpty()) {
            parts.add(json);
            return;
        }
        part.elements("annotations", annotation -> fields.add("annotations", JsonReader.of("[" + annotation + "]")));
        part.elements("logprobs", logprob -> facts.add("logprobs", JsonReader.of("[" + logprob + "]")));
    }

    /** What an item says besides; that it is complete goes without saying. */
    private static Map<String, String> further(RawFields item, String... known) {
        Map<String, String> others = item.without(known);
        others.remove("status", "\"completed\"");
        return others;
    }

    /** What is left of an item whose texts stand elsewhere. */
    private static String kept(String type, Map<String, String> others) {
        JsonObjectWriter item = new JsonObjectWriter().string("type", type);
        others.forEach(item::raw);
        return item.toString();
    }

    private void call(RawFields item, String kind, String input) {
        String written = item.raw(input);
        String given = item.string(input);
        String function = new JsonObjectWriter()
                .string("name", item.string("name"))
                .string(input, given != null ? given : written == null ? "" : written)
                .toString();
        String callId = item.string("call_id");
        JsonObjectWriter call = new JsonObjectWriter()
                .string("id", callId != null ? callId : item.string("id"))
                .string("type", kind)
                .raw(kind, function)
                .raw("item_id", callId == null ? null : item.raw("id"));
        further(item, "type", "id", "call_id", "name", input, kind).forEach(call::raw);
        calls.add(call.toString());
    }

    private void reasoning(RawFields item, String json) {
        item.elements("summary", part -> thought(RawFields.of(part).string("text"), true));
        item.elements("content", part -> thought(RawFields.of(part).string("text"), false));
        Map<String, String> others = further(item, "type", "summary", "content");
        if (others.keySet().equals(Set.of("id"))) {
            items.add(kept("reasoning", others));
        } else if (!others.isEmpty()) {
            items.add(json);
        }
    }

    /** Parts of a summary are paragraphs, each with a heading of its own. */
    private void thought(@Nullable String thought, boolean paragraph) {
        if (thought != null && !thought.isEmpty()) {
            reasoning.append(paragraph && !reasoning.isEmpty() ? "\n\n" : "").append(thought);
        }
    }

    /** The message that the items make. */
    ChatMessage message() {
        Map<String, String> message = new LinkedHashMap<>();
        if (!reasoning.isEmpty()) {
            message.put(ReplyNormalizer.REASONING, JsonText.quote(reasoning.toString()));
        }
        if (refusal.text() != null) {
            message.put("refusal", JsonText.quote(refusal.text()));
        }
        putList(message, "tool_calls", calls);
        putList(message, "content_parts", parts);
        putList(message, "output_items", items);
        fields.toMap().forEach(message::putIfAbsent);
        String said = text.text();
        return new ChatMessage("assistant", said == null ? Content.None.NULL : new Content.Text(said), message);
    }

    private static void putList(Map<String, String> message, String name, List<String> elements) {
        if (!elements.isEmpty()) {
            message.put(name, "[" + String.join(",", elements) + "]");
        }
    }

    /** What goes with the message and is no part of it. */
    Map<String, String> facts() {
        return facts.toMap();
    }
}
