package io.mes.storage.write;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Content;
import io.mes.storage.chat.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What remains of a chat that a database does not take as it is: texts are cut off, values of JSON that are long or hold what
 * is no character are left out, numbers of tokens that no column holds are 0.
 */
final class SanitisedChat {

    /** How long texts may be, one attempt after the other: servers limit rows, packets and fields. */
    static final int[] LENGTHS = {1 << 21, 1 << 16, 1 << 12};

    private static final long MOST_TOKENS = Integer.MAX_VALUE;

    private final int longest;

    private SanitisedChat(int longest) {
        this.longest = longest;
    }

    static Chat of(Chat chat, int longest) {
        SanitisedChat sanitised = new SanitisedChat(longest);
        return new Chat(chat.exchange(), sanitised.request(chat.request()), sanitised.response(chat.response()), true);
    }

    private ChatRequest request(ChatRequest request) {
        return new ChatRequest(
                text(request.malformedBody()),
                text(request.model()),
                request.messages().stream().map(this::message).toList(),
                values(request.parameters()),
                request.stream(),
                request.captured());
    }

    private ChatResponse response(ChatResponse response) {
        ChatError error = response.error();
        return new ChatResponse(
                text(response.id()),
                text(response.model()),
                response.replies().stream().map(this::reply).toList(),
                usage(response.usage()),
                error == null
                        ? null
                        : new ChatError(error.code(), String.valueOf(text(error.message())), value(error.raw())),
                values(response.facts()),
                response.streamed(),
                response.complete(),
                response.captured());
    }

    private ChatReply reply(ChatReply reply) {
        return new ChatReply(
                reply.choice(), message(reply.message()), text(reply.finishReason()), values(reply.facts()));
    }

    /** Recognised like the whole message when it is sent again. */
    private ChatMessage message(ChatMessage message) {
        return new ChatMessage(
                text(message.role()), content(message.content()), values(message.fields()), message.fingerprint());
    }

    private Content content(Content content) {
        if (content instanceof Content.Text text) {
            return new Content.Text(String.valueOf(text(text.value())));
        }
        if (content instanceof Content.Json json) {
            return value(json.raw()) == null ? new Content.Text(String.valueOf(text(json.raw()))) : json;
        }
        return content instanceof Content.Bare bare && value(bare.raw()) == null ? Content.None.NULL : content;
    }

    /** Cut off, with what is no character replaced. */
    private @Nullable String text(@Nullable String text) {
        if (text == null) {
            return null;
        }
        StringBuilder clean = new StringBuilder(Math.min(text.length(), longest));
        text.codePoints()
                .limit(longest)
                .map(character -> isCharacter(character) ? character : 0xFFFD)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isCharacter(int character) {
        return character != 0 && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
    }

    private @Nullable String value(@Nullable String json) {
        boolean fits =
                json != null && json.length() <= longest && json.codePoints().allMatch(SanitisedChat::isCharacter);
        return fits ? json : null;
    }

    private Map<String, String> values(Map<String, String> values) {
        Map<String, String> rest = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value(name) != null && value(value) != null) {
                rest.put(name, value);
            }
        });
        return rest;
    }

    private Usage usage(Usage usage) {
        return new Usage(
                tokens(usage.promptTokens()),
                tokens(usage.completionTokens()),
                tokens(usage.totalTokens()),
                value(usage.raw()));
    }

    private static long tokens(long tokens) {
        return tokens < 0 || tokens > MOST_TOKENS ? 0 : tokens;
    }
}
