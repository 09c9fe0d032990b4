package io.mes.storage.parse;

import io.mes.storage.chat.Captured;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Usage;
import io.mes.storage.json.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects an answer's parts as they turn up, in one object or over many chunks. */
final class ResponseBuilder {

    private @Nullable String id;
    private @Nullable String model;
    private @Nullable ChatError error;
    private Usage usage = Usage.NONE;
    private Usage usageAside = Usage.NONE;
    private boolean complete;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<ChatReply> replies = new ArrayList<>();
    private final StringBuilder unread = new StringBuilder();
    private final int status;

    ResponseBuilder(int status) {
        this.status = status;
    }

    /** Takes in a top-level field other than {@code choices}. Of values sent again, the last one that says something stays. */
    void field(String name, JsonReader value) {
        switch (name) {
            case "id" -> id = lastSaid(id, value.string());
            case "model" -> model = lastSaid(model, value.string());
            case "usage" -> usage(value);
            case "error" -> {
                if (!value.isNull()) {
                    error(ErrorParser.ofValue(status, value.raw()));
                }
            }
            case "object", "obfuscation", "p" -> {
                // The first says what is known already, the others are padding.
            }
            default -> fact(name, value);
        }
    }

    private void fact(String name, JsonReader value) {
        if (name.equals("x_groq")) {
            // Groq reports the usage of a stream here, https://console.groq.com/docs/api-reference
            String extension = value.raw();
            facts.put(name, extension);
            JsonReader.of(extension).fields((inner, field) -> {
                if (inner.equals("usage")) {
                    usageAside(field);
                }
            });
        } else if (!value.isNull()) {
            facts.put(name, value.raw());
        }
    }

    void usage(JsonReader value) {
        if (value.isObject()) {
            usage = UsageReader.read(value.raw());
        }
    }

    /** Takes in a usage object from elsewhere than the top level, which counts where the top level has none. */
    void usageAside(JsonReader value) {
        if (value.isObject()) {
            usageAside = UsageReader.read(value.raw());
        }
    }

    /** Sets the usage, however often it was reported. */
    void usage(Usage total) {
        usage = total;
    }

    ResponseBuilder error(ChatError error) {
        this.error = error;
        return this;
    }

    @Nullable
    ChatError error() {
        return error;
    }

    /** Takes in text that stood where a chunk should be. */
    void unread(String text) {
        unread.append(unread.isEmpty() ? "" : "\n").append(text);
    }

    /** What stood where chunks should be; empty if nothing did. */
    String unread() {
        return unread.toString();
    }

    void complete() {
        complete = true;
    }

    void reply(ChatReply reply) {
        replies.add(reply);
    }

    boolean hasReplies() {
        return !replies.isEmpty();
    }

    boolean saysAnything() {
        return replies.stream().anyMatch(reply -> reply.message().characters() > 0);
    }

    ChatResponse build(boolean streamed, Captured captured) {
        Usage spent = usage.equals(Usage.NONE) ? usageAside : usage;
        return new ChatResponse(id, model, List.copyOf(replies), spent, error, facts, streamed, complete, captured);
    }

    static @Nullable String lastSaid(@Nullable String before, @Nullable String now) {
        return now == null || now.isEmpty() ? before : now;
    }
}
