package io.mes.storage.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked.
 *
 * @param wellFormed whether the body could be read to its end; if not, the rest holds what came before the break
 * @param model the model asked for; null if none was named
 * @param messages the messages in order
 * @param parameters every top-level field but {@code messages}, as JSON exactly as written, in order
 * @param stream whether a streamed answer was asked for
 */
public record ChatRequest(
        boolean wellFormed,
        @Nullable String model,
        List<ChatMessage> messages,
        Map<String, String> parameters,
        boolean stream) {}
