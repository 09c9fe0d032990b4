package io.mes.storage.write;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether what was said may be kept. Where it cannot be seen what the client asked for, it may not. */
final class Consent {

    /** The request header with which a client asks that nothing but usage be kept. */
    static final String HEADER = "x-mes-store";

    private static final Pattern WISH = Pattern.compile("\"store\"\\s*:\\s*false");

    private Consent() {}

    /** Whether the client asked that nothing but usage be kept, or may have. */
    static boolean isRefused(Chat chat, boolean honorStore) {
        return isRefused(chat.exchange().header(HEADER)) || (honorStore && mayRefuse(chat.request()));
    }

    /** A chat of which nothing is left but usage, and that its client refused the rest. */
    static Chat withoutContent(Chat chat) {
        ChatRequest request = chat.request();
        ChatResponse response = chat.response();
        return new Chat(
                chat.exchange(),
                new ChatRequest(
                        null,
                        request.model(),
                        List.of(),
                        Map.of("store", "false"),
                        request.stream(),
                        request.captured()),
                new ChatResponse(
                        null,
                        response.model(),
                        List.of(),
                        response.usage(),
                        null,
                        Map.of(),
                        response.streamed(),
                        response.complete(),
                        response.captured()));
    }

    /** One refusal counts more than any number of other values. */
    private static boolean isRefused(@Nullable String header) {
        return header != null
                && Arrays.stream(header.split(","))
                        .anyMatch(value -> value.strip().equalsIgnoreCase("false"));
    }

    private static boolean mayRefuse(ChatRequest request) {
        String store = request.parameters().get("store");
        if (store != null) {
            return store.equals("false");
        }
        boolean hidden = request.captured().truncated() || request.captured().undecoded() != null;
        String malformed = request.malformedBody();
        return hidden || (malformed != null && (WISH.matcher(malformed).find() || isUnfinished(malformed)));
    }

    /** Whether an object never ends: the application read no further, or the client sent no more. */
    private static boolean isUnfinished(String body) {
        int open = 0;
        boolean quoted = false;
        for (int i = 0; i < body.length(); i++) {
            char letter = body.charAt(i);
            if (quoted && letter == '\\') {
                i++;
            } else if (letter == '"') {
                quoted = !quoted;
            } else if (!quoted) {
                open += letter == '{' || letter == '[' ? 1 : letter == '}' || letter == ']' ? -1 : 0;
            }
        }
        return body.stripLeading().startsWith("{") && (quoted || open > 0);
    }
}
