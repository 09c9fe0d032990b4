package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that streams pass through the gateway piece by piece, and what remains of those that break. */
@Timeout(60)
final class StreamingTest {

    private static final String CHAT =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @TempDir
    private Path directory;

    @Test
    void shouldDeliverEachEventBeforeTheNextIsWritten() throws Exception {
        BlockingQueue<String> toWrite = new LinkedBlockingQueue<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    call.stream();
                    for (String piece = toWrite.take(); !piece.isEmpty(); piece = toWrite.take()) {
                        call.content(piece);
                    }
                    call.data("[DONE]");
                    call.end();
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            HttpResponse<InputStream> response = HttpClient.newHttpClient()
                    .send(
                            gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                                    .POST(BodyPublishers.ofString(CHAT))
                                    .build(),
                            BodyHandlers.ofInputStream());
            BufferedReader events = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));

            // The next piece is given to the upstream only when the one before has arrived here.
            for (String piece : List.of("one", "two", "three")) {
                toWrite.add(piece);
                assertThat(events.readLine()).contains("\"" + piece + "\"");
                assertThat(events.readLine()).isEmpty();
            }
            toWrite.add("");
            assertThat(events.readLine()).isEqualTo("data: [DONE]");
        }
    }

    @Test
    void shouldCloseTheUpstreamAndKeepWhatCameWhenTheClientGoes() throws Exception {
        CountDownLatch clientGone = new CountDownLatch(1);
        CountDownLatch upstreamClosed = new CountDownLatch(1);
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    call.stream();
                    call.content("begun");
                    clientGone.await();
                    try {
                        while (true) {
                            call.content(".");
                        }
                    } catch (IOException closed) {
                        upstreamClosed.countDown();
                    }
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            try (Socket client = post(gateway, CHAT)) {
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                await().until(() -> reader.readLine().contains("begun"));
            }
            clientGone.countDown();

            assertThat(upstreamClosed.await(20, TimeUnit.SECONDS)).isTrue();
            Map<String, Object> reply = awaitReply(gateway);
            assertThat(reply).containsEntry("finish_reason", "client_closed");
            assertThat((String) reply.get("content")).startsWith("begun");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCloseASilentUpstreamWhenTheClientGoes(boolean begun) throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch upstreamClosed = new CountDownLatch(1);
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    if (begun) {
                        call.stream();
                        call.content("begun");
                    }
                    waiting.countDown();
                    call.awaitClose();
                    upstreamClosed.countDown();
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            try (Socket client = post(gateway, CHAT)) {
                waiting.await();
                if (begun) {
                    BufferedReader reader =
                            new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                    await().until(() -> reader.readLine().contains("begun"));
                }
            }

            assertThat(upstreamClosed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(awaitReply(gateway)).containsEntry("finish_reason", "client_closed");
        }
    }

    /** The head of an answer, once it is under way, is all that a broken connection leaves to ask for. */
    @Test
    void shouldKeepEveryAnswerThatBreaksOff() throws Exception {
        int requests = 30;
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    call.stream();
                    call.content("half");
                    call.reset();
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            for (int i = 0; i < requests; i++) {
                try (Socket client = post(gateway, CHAT)) {
                    readToTheEnd(client);
                }
            }

            await().until(() -> gateway.health("stored") + gateway.health("lost") == requests);
            assertThat(gateway.health("lost")).isZero();
        }
    }

    private static void readToTheEnd(Socket client) throws IOException {
        try {
            client.getInputStream().readAllBytes();
        } catch (SocketException brokenOff) {
            // An end as good as any.
        }
    }

    @Test
    void shouldLetTheClientSeeThatTheUpstreamBrokeOff() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    call.stream();
                    call.content("half");
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of());
                Socket client = post(gateway, CHAT)) {
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(all).contains("half").doesNotContain("\r\n0\r\n");
            Map<String, Object> reply = awaitReply(gateway);
            assertThat(reply).containsEntry("finish_reason", "upstream_error").containsEntry("content", "half");
        }
    }

    @Test
    void shouldEndAStreamUnderWayBeforeItStops() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
            call.stream();
            call.content("begun");
            goOn.await();
            call.content(" and ended");
            call.data("[DONE]");
            call.end();
        })) {
            RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of());
            try (Socket client = post(gateway, CHAT)) {
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                await().until(() -> reader.readLine().contains("begun"));
                Thread stop = new Thread(gateway::close);
                stop.start();
                // Longer than a server that stops keeps connections on which nothing happens.
                stop.join(Duration.ofSeconds(3).toMillis());
                goOn.countDown();

                assertThat(reader.lines().toList().toString())
                        .contains(" and ended")
                        .contains("[DONE]");
                stop.join();
            }
            assertThat(gateway.rows("SELECT * FROM mes_conversations WHERE message_count = 2"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldStoreWhatHadComeOfRequestsThatOutlastTheGrace(boolean begun) throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
            if (begun) {
                call.stream();
                call.content("begun");
            }
            waiting.countDown();
            call.awaitClose();
        })) {
            RunningGateway gateway =
                    RunningGateway.start(directory, upstream.uri(), Map.of("SHUTDOWN_GRACE_SECONDS", "1"));
            try (Socket client = post(gateway, CHAT)) {
                waiting.await();
                if (begun) {
                    BufferedReader reader =
                            new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
                    await().until(() -> reader.readLine().contains("begun"));
                }
                gateway.close();
            }

            assertThat(gateway.rows("SELECT message_count FROM mes_conversations"))
                    .containsExactly(Map.of("message_count", 2));
        }
    }

    private static Socket post(RunningGateway gateway, String body) throws IOException {
        Socket socket = new Socket("localhost", gateway.port());
        String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + RunningGateway.ALICE + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** The reply's row, which is written when the gateway has noticed the end. */
    private static Map<String, Object> awaitReply(RunningGateway gateway) {
        return await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(
                        () -> {
                            String day = gateway.get(RunningGateway.ALICE, "/api/v1/stats/conversations")
                                    .get("daily_message_count")
                                    .toString()
                                    .replaceAll("\\{(....)-(..)-(..)=.*", "$1_$2_$3");
                            return gateway.rows(
                                            "SELECT * FROM conversation_histories_" + day + " WHERE role = 'assistant'")
                                    .get(0);
                        },
                        row -> true);
    }
}
