package io.mes.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that chat with a gateway until it is gone or they are told to stop, plain and streamed in turn, each client a user
 * with one conversation after the other that resends its history, and every second one without naming it.
 */
final class GatewayLoad implements AutoCloseable {

    private static final int TURNS = 4;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Map<String, Long> completed = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final String name;
    private final int port;
    private volatile boolean stopped;

    private GatewayLoad(String name, int port) {
        this.name = name;
        this.port = port;
    }

    /** Keys for so many clients, as the gateway is to be given them. */
    static String keys(int clients) {
        List<String> keys = new ArrayList<>();
        for (int user = 1; user <= clients; user++) {
            keys.add("sk-" + user + "=" + user);
        }
        return String.join(",", keys);
    }

    /** Begins. The name makes what is said different from what other loads say. */
    static GatewayLoad begin(String name, int port, int clients) {
        GatewayLoad load = new GatewayLoad(name, port);
        for (int user = 1; user <= clients; user++) {
            int one = user;
            Thread thread = new Thread(() -> load.chatOn(one), "client-" + user);
            load.clients.add(thread);
            thread.start();
        }
        return load;
    }

    private void chatOn(int user) {
        for (int conversation = 0; !stopped; conversation++) {
            List<String> history = new ArrayList<>();
            for (int turn = 0; turn < TURNS && !stopped; turn++) {
                String question = "%s-u%d-c%d-t%d".formatted(name, user, conversation, turn);
                history.add(message("user", question));
                begun.incrementAndGet();
                try {
                    long start = System.nanoTime();
                    if (!isComplete(chat(user, conversation, history, turn % 2 == 1), turn % 2 == 1)) {
                        failures.add(question);
                        return;
                    }
                    completed.put(question, System.nanoTime());
                    latencies.add(System.nanoTime() - start);
                } catch (IOException | InterruptedException gone) {
                    failures.add(question + ": " + gone);
                    return;
                }
                history.add(message("assistant", "This is the simulated model speaking. You said: " + question));
            }
        }
    }

    private static String message(String role, String content) {
        return "{\"role\":\"" + role + "\",\"content\":\"" + content + "\"}";
    }

    private HttpResponse<String> chat(int user, int conversation, List<String> history, boolean stream)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/v1/chat/completions"))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer sk-" + user)
                .header("Content-Type", "application/json");
        if (conversation % 2 == 0) {
            request.header("X-Conversation-Id", name + "-" + conversation);
        }
        String body = "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[" + String.join(",", history) + "]}";
        return http.send(request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static boolean isComplete(HttpResponse<String> response, boolean stream) {
        return response.statusCode() == 200 && (!stream || response.body().contains("data: [DONE]"));
    }

    /** Questions to which the client has got a whole answer, and when that was, in nanoseconds of {@link System#nanoTime}. */
    Map<String, Long> completed() {
        return completed;
    }

    /** What went wrong for a client. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How long the slowest answer took, in milliseconds. */
    long slowestMillis() {
        return latencies.stream().mapToLong(Long::longValue).max().orElse(0) / 1_000_000;
    }

    @Override
    public void close() {
        stop();
    }

    /** Tells the clients to stop, and waits until they have. */
    void stop() {
        stopped = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
