package io.mes.storage.redact;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Content;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Masks everything of a chat that somebody said: messages, parameters, replies, errors. As thread-safe as its redactor.
 *
 * <p>Ids of conversations are left alone, wherever a request names them: two of them that look the same once they are masked
 * would become one conversation.
 */
final class ChatRedactor {

    private static final Set<String> IDS = Set.of("conversation", "model", "previous_response_id", "store", "stream");
    private static final Set<String> IDS_OF_METADATA = Set.of("conversation_id", "session_id");

    /** Where the answer stands once more, token by token, each too short to be recognised. */
    private static final String LOGPROBS = "logprobs";

    private final JsonRedactor json;

    ChatRedactor(Redactor redactor) {
        this.json = new JsonRedactor(redactor);
    }

    /** The chat with everything masked. */
    Chat redact(Chat chat) {
        return new Chat(chat.exchange(), redact(chat.request()), redact(chat.response()));
    }

    private ChatRequest redact(ChatRequest request) {
        List<ChatMessage> messages =
                request.messages().stream().map(this::redact).toList();
        Map<String, String> parameters = new LinkedHashMap<>();
        request.parameters().forEach((name, value) -> parameters.put(name, parameter(name, value)));
        String malformed = request.malformedBody();
        return new ChatRequest(
                malformed == null ? null : json.redactText(malformed),
                request.model(),
                messages,
                parameters,
                request.stream(),
                request.captured());
    }

    private String parameter(String name, String value) {
        if (IDS.contains(name)) {
            return value;
        }
        return json.redact(value, name.equals("metadata") ? IDS_OF_METADATA : Set.of());
    }

    private ChatMessage redact(ChatMessage message) {
        Content content = redact(message.content());
        Map<String, String> fields = redact(message.fields());
        boolean same = content.equals(message.content()) && fields.equals(message.fields());
        return same ? message : new ChatMessage(message.role(), content, fields);
    }

    private Content redact(Content content) {
        if (content instanceof Content.Text text) {
            String redacted = json.redactText(text.value());
            return redacted.equals(text.value()) ? content : new Content.Text(redacted);
        }
        if (content instanceof Content.Json value) {
            return new Content.Json(json.redact(value.raw()));
        }
        return content instanceof Content.Bare value ? new Content.Bare(json.redact(value.raw())) : content;
    }

    private Map<String, String> redact(Map<String, String> fields) {
        Map<String, String> redacted = new LinkedHashMap<>();
        fields.forEach((name, value) -> redacted.put(name, json.redact(value)));
        return redacted;
    }

    private ChatResponse redact(ChatResponse response) {
        return new ChatResponse(
                response.id(),
                response.model(),
                response.replies().stream().map(this::redact).toList(),
                response.usage(),
                redact(response.error()),
                redact(response.facts()),
                response.streamed(),
                response.complete(),
                response.captured());
    }

    private ChatReply redact(ChatReply reply) {
        ChatMessage message = redact(reply.message());
        Map<String, String> facts = redact(reply.facts());
        if (!message.equals(reply.message())) {
            facts.replace(LOGPROBS, "\"[redacted]\"");
        }
        return new ChatReply(reply.choice(), message, reply.finishReason(), facts);
    }

    private @Nullable ChatError redact(@Nullable ChatError error) {
        if (error == null) {
            return null;
        }
        String raw = error.raw();
        return new ChatError(error.code(), json.redactText(error.message()), raw == null ? null : json.redact(raw));
    }
}
