package io.mes.storage.parse;

import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Content;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.parse.BodyDecoder.Decoded;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a response, whatever it turns out to be. */
final class ResponseParser {

    /** The formats that an answer may be written in; that of completions is read as a chat's. */
    private static final List<Format> FORMATS = List.of(Format.CHAT, Format.RESPONSES, Format.MESSAGES);

    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private ResponseParser() {}

    /** An answer that holds nothing in its own format is read in the others, which gateways mix up. */
    static ChatResponse parse(Format format, Exchange exchange, Decoded body) {
        String text = body.text();
        boolean streamed = SseEvents.looksLikeEvents(text);
        int status = exchange.status();
        if (status >= 300) {
            return new ResponseBuilder(status)
                    .error(refusal(format, exchange, body, streamed))
                    .build(streamed, body.captured());
        }
        ResponseBuilder response = read(format, status, text, streamed);
        if (!response.hasReplies()) {
            response = readOtherwise(format, status, text, streamed, response);
        }
        ChatResponse parsed = response.build(streamed, body.captured());
        return parsed.replies().isEmpty()
                ? withoutReplies(exchange, body, streamed ? response.unread() : text, parsed)
                : parsed;
    }

    private static ResponseBuilder read(Format format, int status, String text, boolean streamed) {
        return (streamed ? format.stream() : format.answer()).read(status, text);
    }

    /** The answer in the first other format in which it says something; else as it was read. */
    private static ResponseBuilder readOtherwise(
            Format format, int status, String text, boolean streamed, ResponseBuilder asItShouldBe) {
        for (Format other : FORMATS) {
            if (!other.answer().equals(format.answer())) {
                ResponseBuilder otherwise = read(other, status, text, streamed);
                if (otherwise.hasReplies()) {
                    return otherwise;
                }
            }
        }
        return asItShouldBe;
    }

    /** Why a request was refused; some servers say it as an event to whoever asked for a stream. */
    private static ChatError refusal(Format format, Exchange exchange, Decoded body, boolean streamed) {
        int status = exchange.status();
        ChatError error = streamed ? format.stream().read(status, body.text()).error() : null;
        return error != null ? error : ErrorParser.parse(exchange, status, body);
    }

    private static ChatResponse withoutReplies(Exchange exchange, Decoded body, String unread, ChatResponse parsed) {
        ChatError error = parsed.error() != null ? parsed.error() : errorOf(exchange, body);
        List<ChatReply> replies = error == null ? List.of(unparsed(unread)) : List.of();
        return new ChatResponse(
                parsed.id(),
                parsed.model(),
                replies,
                parsed.usage(),
                error,
                parsed.facts(),
                parsed.streamed(),
                parsed.complete(),
                parsed.captured());
    }

    private static @Nullable ChatError errorOf(Exchange exchange, Decoded body) {
        if (ErrorParser.isListOfError(body.text())) {
            return ErrorParser.parse(exchange.status(), body.text());
        }
        boolean failed = exchange.outcome() == Outcome.UPSTREAM_ERROR || exchange.outcome() == Outcome.TIMEOUT;
        if (!failed) {
            return null;
        }
        int told = exchange.outcome() == Outcome.TIMEOUT ? GATEWAY_TIMEOUT : BAD_GATEWAY;
        return ErrorParser.parse(exchange, exchange.status() < 400 ? told : exchange.status(), body);
    }

    /** The reply of an answer that is none: its text as it came, or no content where nothing came. */
    private static ChatReply unparsed(String text) {
        return text.isBlank()
                ? new ChatReply(0, new ChatMessage("assistant", Content.None.NULL, Map.of()), null, Map.of())
                : ReplyNormalizer.unparsed(0, text);
    }
}
