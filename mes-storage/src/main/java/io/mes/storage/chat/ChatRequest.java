package io.mes.storage.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked.
 *
 * @param malformedBody the text of a body that is not one JSON object; the rest then holds what came before the break, and
 *     where that is no message, one with this text. Null for a body as it should be
 * @param model the model asked for; null if none was named
 * @param messages the messages in order
 * @param parameters every top-level field but {@code messages}, as JSON exactly as written, in order
 * @param stream whether a streamed answer was asked for
 * @param captured how much of the body there was to read
 * @param digests of those parameters that are large, by name: equal ones have equal digests; made with the request, on the
 *     thread that parses
 */
public record ChatRequest(
        @Nullable String malformedBody,
        @Nullable String model,
        List<ChatMessage> messages,
        Map<String, String> parameters,
        boolean stream,
        Captured captured,
        Map<String, String> digests) {

    /** A request with the digests of its parameters. */
    public ChatRequest(
            @Nullable String malformedBody,
            @Nullable String model,
            List<ChatMessage> messages,
            Map<String, String> parameters,
            boolean stream,
            Captured captured) {
        this(malformedBody, model, messages, parameters, stream, captured, ParameterDigest.ofLarge(parameters));
    }

    /** A request of which the whole body was read. */
    public ChatRequest(
            @Nullable String malformedBody,
            @Nullable String model,
            List<ChatMessage> messages,
            Map<String, String> parameters,
            boolean stream) {
        this(malformedBody, model, messages, parameters, stream, Captured.WHOLE);
    }

    /** Whether the body was one JSON object, so that all of it is known. */
    public boolean wellFormed() {
        return malformedBody == null;
    }

    /** Characters held for it. */
    long characters() {
        long characters = malformedBody == null ? 0 : malformedBody.length();
        for (ChatMessage message : messages) {
            characters += message.characters();
        }
        for (String value : parameters.values()) {
            characters += value.length();
        }
        return characters;
    }

    /** Whether the one message stands for a body in which no message could be found. */
    public boolean isBodyAsMessage() {
        return malformedBody != null
                && messages.size() == 1
                && messages.get(0).content() instanceof Content.Text text
                && text.value().equals(malformedBody);
    }
}
