package io.mes.storage.parse;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.exchange.Exchange;

/** Turns captured bytes into a chat. Stateless; safe on any thread. */
public final class ExchangeParser {

    /** Decoded bytes of one body beyond which a compressed body is cut off, lest a small one fill the heap. */
    private static final int MAX_DECODED_BYTES = 64 * 1024 * 1024;

    private final BodyDecoder decoder = new BodyDecoder(MAX_DECODED_BYTES);

    /**
     * Reads both bodies as far as they can be read.
     *
     * <p>Never throws on account of what a body holds: a request that is not JSON becomes one message with the text as
     * it came, and an answer that is neither JSON nor a stream becomes one reply likewise.
     */
    public Chat parse(Exchange exchange) {
        String requestText = decoder.decode(exchange.request(), exchange.requestEncoding());
        ChatRequest request = ChatRequestParser.parse(requestText);
        String responseText = decoder.decode(exchange.response(), exchange.responseEncoding());
        ChatResponse response = ChatResponseParser.parse(exchange, responseText);
        return new Chat(exchange, request, response);
    }
}
