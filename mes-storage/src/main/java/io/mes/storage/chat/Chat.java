package io.mes.storage.chat;

import io.mes.storage.exchange.Exchange;

/**
 * An exchange, understood.
 *
 * @param exchange what was captured
 * @param request what was asked
 * @param response what came back
 * @param sanitised whether parts were cut off or left out that the database did not take
 */
public record Chat(Exchange exchange, ChatRequest request, ChatResponse response, boolean sanitised) {

    /** A chat as it was. */
    public Chat(Exchange exchange, ChatRequest request, ChatResponse response) {
        this(exchange, request, response, false);
    }

    /** Characters held for it in memory, but for what is small. */
    public long characters() {
        long characters = request.characters();
        for (ChatReply reply : response.replies()) {
            characters += reply.message().characters();
        }
        return characters;
    }

    /** Whether a body was there whole but could not be read, so that it is kept as text. */
    public boolean isUnparsed() {
        boolean request = !this.request.wellFormed() && this.request.captured().equals(Captured.WHOLE);
        boolean answer = response.captured().equals(Captured.WHOLE)
                && response.replies().stream().anyMatch(ChatReply::isUnparsed);
        return request || answer;
    }

    /** Whether nothing was answered but an error, so that the exchange belongs into the error tables only. */
    public boolean failed() {
        return response.replies().isEmpty() && response.error() != null;
    }
}
