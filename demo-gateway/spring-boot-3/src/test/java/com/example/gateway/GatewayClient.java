package com.example.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.context.ApplicationContext;

/** Talks to a gateway that was started at a port of its own. */
final class GatewayClient {

    private static final String KEY =
            "Basic " + Base64.getEncoder().encodeToString("7:secret".getBytes(StandardCharsets.US_ASCII));

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    GatewayClient(ApplicationContext application) {
        this.base = "http://localhost:" + application.getEnvironment().getProperty("local.server.port");
    }

    HttpResponse<String> chat(String conversation, boolean stream) throws IOException, InterruptedException {
        return chatAt("/v1/chat/completions", conversation, stream);
    }

    HttpResponse<String> chatAt(String path, String conversation, boolean stream)
            throws IOException, InterruptedException {
        return send(chatRequest(path, conversation, stream).header("Authorization", KEY));
    }

    HttpResponse<String> chatOfNobody() throws IOException, InterruptedException {
        return send(chatRequest("/v1/chat/completions", "nobody", false));
    }

    private HttpRequest.Builder chatRequest(String path, String conversation, boolean stream) {
        String body = "{\"model\":\"m\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("X-Conversation-Id", conversation)
                .POST(BodyPublishers.ofString(body));
    }

    /** The first line of the answer to a streamed chat, whose connection stays open. */
    String beginChatAt(String path, String conversation) throws IOException, InterruptedException {
        HttpRequest request = chatRequest(path, conversation, true)
                .header("Authorization", KEY)
                .build();
        return http.send(request, BodyHandlers.ofLines()).body().findFirst().orElseThrow();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", KEY));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
