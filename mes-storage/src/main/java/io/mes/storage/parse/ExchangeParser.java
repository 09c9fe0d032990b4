package io.mes.storage.parse;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.parse.BodyDecoder.Decoded;

/** Turns captured bytes into a chat. Stateless; safe on any thread. */
public final class ExchangeParser {

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
        Decoded requestBody = decoder.decode(exchange.request(), exchange.requestEncoding());
        ChatRequest request = ChatRequestParser.parse(requestBody);
        Decoded responseBody = decoder.decode(exchange.response(), exchange.responseEncoding());
        ChatResponse response = ChatResponseParser.parse(exchange, responseBody);
        return new Chat(exchange, request, response);
    }
}
