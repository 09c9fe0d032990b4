package io.mes.storage.parse;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.parse.BodyDecoder.Decoded;
import java.util.Set;

/** Turns captured bytes into a chat. Stateless; safe on any thread. */
public final class ExchangeParser {

    /** Fields that grow large, and of which the server's copy says nothing new. */
    private static final Set<String> ECHOED = Set.of("instructions", "tools", "text", "prompt");

    private final BodyDecoder decoder;

    /**
     * A parser.
     *
     * @param maxDecodedBytes decoded bytes at which a compressed body is cut off, lest a small one fill the heap
     */
    public ExchangeParser(int maxDecodedBytes) {
        this.decoder = new BodyDecoder(maxDecodedBytes);
    }

    /**
     * Reads both bodies as far as they can be read.
     *
     * <p>Never throws on account of what a body holds: a request that is not JSON becomes one message with the text as
     * it came, and an answer that is neither JSON nor a stream becomes one reply likewise.
     */
    public Chat parse(Exchange exchange) {
        Format format = Format.of(exchange.format());
        Decoded requestBody = decoder.decode(exchange.request(), exchange.requestEncoding());
        ChatRequest request = RequestParser.parse(format, requestBody);
        Decoded responseBody = decoder.decode(exchange.response(), exchange.responseEncoding());
        ChatResponse response = ResponseParser.parse(format, exchange, responseBody);
        if (exchange.format() == WireFormat.RESPONSES) {
            dropEchoes(request, response);
        }
        return new Chat(exchange, request, response);
    }

    /** Responses repeat the request, tools and all; what was asked is kept with the request. */
    private static void dropEchoes(ChatRequest request, ChatResponse response) {
        boolean instructed = request.messages().stream().anyMatch(message -> "system".equals(message.role()));
        response.facts()
                .keySet()
                .removeIf(name -> ECHOED.contains(name)
                        && (name.equals("instructions")
                                ? instructed
                                : request.parameters().containsKey(name)));
    }
}
