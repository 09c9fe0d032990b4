package io.mes.storage.parse;

import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Content;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a response, whatever it turns out to be. */
final class ChatResponseParser {

    private ChatResponseParser() {}

    static ChatResponse parse(Exchange exchange, String text) {
        boolean streamed = SseEvents.looksLikeEvents(text);
        if (exchange.status() >= 300) {
            return new ResponseBuilder()
                    .error(ErrorParser.parse(exchange.status(), text))
                    .build(streamed);
        }
        ResponseBuilder response = streamed ? StreamParser.parse(text) : AnswerParser.parse(text);
        ChatResponse parsed = response.build(streamed);
        return parsed.replies().isEmpty() ? withoutReplies(exchange, text, parsed) : parsed;
    }

    private static ChatResponse withoutReplies(Exchange exchange, String text, ChatResponse parsed) {
        ChatError error = parsed.error() != null ? parsed.error() : errorOf(exchange, text);
        List<ChatReply> replies = error == null ? List.of(unparsed(text, parsed)) : List.of();
        return new ChatResponse(
                parsed.id(),
                parsed.model(),
                replies,
                parsed.usage(),
                error,
                parsed.facts(),
                parsed.streamed(),
                parsed.complete());
    }

    private static @Nullable ChatError errorOf(Exchange exchange, String text) {
        boolean failed = exchange.outcome() == Outcome.UPSTREAM_ERROR || exchange.outcome() == Outcome.TIMEOUT;
        return failed ? ErrorParser.parse(exchange.status(), text) : null;
    }

    /** The reply of an answer that is none: its text as it came, or no content where nothing came. */
    private static ChatReply unparsed(String text, ChatResponse parsed) {
        boolean nothingCame = text.isBlank() || parsed.streamed();
        Content content = nothingCame ? Content.None.NULL : new Content.Text(text);
        Map<String, String> facts = nothingCame ? Map.of() : Map.of("unparsed", "true");
        return new ChatReply(0, new ChatMessage("assistant", content, Map.of()), null, facts);
    }
}
