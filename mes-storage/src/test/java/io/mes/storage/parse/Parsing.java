package io.mes.storage.parse;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Chats;
import io.mes.storage.chat.Content;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Parses bodies and shows what came of them as text that is easy to compare. */
final class Parsing {

    private static final ExchangeParser PARSER = new ExchangeParser(16 << 20);

    private Parsing() {}

    static ChatRequest request(String body) {
        return chat(bytes(body), null, bytes(""), 200).request();
    }

    static ChatResponse response(String body) {
        return response(200, body);
    }

    static ChatResponse response(int status, String body) {
        return chat(bytes(""), null, bytes(body), status).response();
    }

    static ChatRequest request(WireFormat format, String body) {
        return chat(format, bytes(body), null, bytes(""), 200).request();
    }

    static ChatResponse response(WireFormat format, int status, String body) {
        return chat(format, bytes(""), null, bytes(body), status).response();
    }

    static ChatResponse response(Outcome outcome, String body) {
        return PARSER.parse(Chats.exchange()
                        .ended(200, outcome)
                        .response(Body.of(bytes(body)), null)
                        .build())
                .response();
    }

    /** The answer of an application that threw. */
    static ChatResponse failed(int status, String failure, String body) {
        return PARSER.parse(Chats.exchange()
                        .ended(status, Outcome.UPSTREAM_ERROR)
                        .failure(failure)
                        .response(Body.of(bytes(body)), null)
                        .build())
                .response();
    }

    static Chat chat(byte[] request, @Nullable String encoding, byte[] response, int status) {
        return chat(WireFormat.CHAT_COMPLETIONS, request, encoding, response, status);
    }

    static Chat chat(WireFormat format, byte[] request, @Nullable String encoding, byte[] response, int status) {
        return PARSER.parse(Exchange.builder("id-1", format, Chats.NOW)
                .ended(status, Outcome.COMPLETED)
                .request(Body.of(request), encoding)
                .response(Body.of(response), encoding)
                .build());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Everything that an answer holds, a line each; what is not there has no line. */
    static String show(ChatResponse response) {
        StringJoiner lines = new StringJoiner("\n");
        if (response.id() != null) {
            lines.add("id " + response.id());
        }
        if (response.model() != null) {
            lines.add("model " + response.model());
        }
        for (ChatReply reply : response.replies()) {
            lines.add("reply " + reply.choice() + " " + reply.finishReason() + " " + show(reply.message()));
            if (!reply.facts().isEmpty()) {
                lines.add("  with " + JsonText.object(reply.facts()));
            }
        }
        if (response.usage().raw() != null) {
            lines.add("usage " + response.usage().promptTokens() + " + "
                    + response.usage().completionTokens() + " = "
                    + response.usage().totalTokens());
        }
        ChatError error = response.error();
        if (error != null) {
            lines.add("error " + error.code() + " " + error.message());
            lines.add("  raw " + error.raw());
        }
        if (!response.facts().isEmpty()) {
            lines.add("facts " + JsonText.object(response.facts()));
        }
        return lines.add(response.complete() ? "complete" : "broken").toString();
    }

    /** Everything that a request holds, a line each. */
    static String show(ChatRequest request) {
        StringJoiner lines = new StringJoiner("\n");
        request.messages().forEach(message -> lines.add(show(message)));
        lines.add("with " + JsonText.object(request.parameters()));
        if (request.model() != null) {
            lines.add("model " + request.model());
        }
        if (request.stream()) {
            lines.add("streamed");
        }
        return lines.add(request.wellFormed() ? "whole" : "malformed").toString();
    }

    /** A message as JSON; content that is absent is left out. */
    static String show(ChatMessage message) {
        JsonObjectWriter json = new JsonObjectWriter().string("role", message.role());
        if (message.content() instanceof Content.Text text) {
            json.string("content", text.value());
        } else if (message.content() instanceof Content.Json other) {
            json.raw("content", other.raw());
        } else if (message.content() instanceof Content.Bare bare) {
            return bare.raw();
        } else if (message.content() == Content.None.NULL) {
            json.raw("content", "null");
        }
        message.fields().forEach(json::raw);
        return json.toString();
    }
}
