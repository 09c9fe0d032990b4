package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies what the gateway does with good and bad requests, and with upstreams that fail. */
@Timeout(60)
final class GatewayTest {

    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String ANSWER =
            "{\"id\":\"a\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}";

    @TempDir
    private Path directory;

    private static HttpResponse<String> chat(RunningGateway gateway, String conversation, String body)
            throws Exception {
        return gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                .header("X-Conversation-Id", conversation)
                .POST(BodyPublishers.ofString(body)));
    }

    private static List<?> list(Map<String, Object> object, String name) {
        return (List<?>) object.get(name);
    }

    @Test
    void shouldRefuseWhoHasNoKey() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of())) {
            for (String path : List.of("/v1/models", "/v1/chat/completions", "/api/v1/conversations", "/api/v1/")) {
                HttpResponse<String> response =
                        gateway.send(gateway.request("sk-wrong", path).GET());
                assertThat(response.statusCode()).isEqualTo(401);
                assertThat(response.body())
                        .contains("\"type\":\"invalid_request_error\"", "\"code\":\"invalid_api_key\"")
                        .doesNotContain("sk-wrong");
            }
            assertThat(gateway.send(HttpRequest.newBuilder(gateway.uri("/api/v1/health")))
                            .body())
                    .startsWith("{\"status\":\"ok\"");
            assertThat(gateway.send(gateway.request("sk-wrong", "/nowhere")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void shouldSendTheUpstreamItsOwnKeyOnly() throws Exception {
        CompletableFuture<String> head = new CompletableFuture<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    head.complete(call.head());
                    call.json(200, ANSWER);
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions?x=1%202")
                    .header("X-Api-Key", RunningGateway.ALICE)
                    .header("Cookie", "session=" + RunningGateway.ALICE)
                    .header("X-Own", "key " + RunningGateway.ALICE)
                    .header("X-Forwarded-For", "192.0.2.1")
                    .header("Accept-Encoding", "compress, br;q=0.7, gzip;q=0.5, *;q=0.1")
                    .header("OpenAI-Organization", "org")
                    .POST(BodyPublishers.ofString(CHAT)));

            assertThat(head.get(10, TimeUnit.SECONDS))
                    .startsWith("POST /v1/chat/completions?x=1%202 HTTP/1.1\r\n")
                    .contains("Authorization: Bearer sk-upstream\r\n", "OpenAI-Organization: org\r\n")
                    .contains("Accept-Encoding: br;q=0.7, gzip;q=0.5\r\n")
                    .doesNotContain(RunningGateway.ALICE)
                    .doesNotContainIgnoringCase("cookie")
                    .doesNotContainIgnoringCase("forwarded")
                    .doesNotContainIgnoringCase("via:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1@127.0.0.1:%d/../v1/chat/completions",
                "/v1.example.com/../v1/chat/completions",
                "/v1/../v1/secret",
                "/v1/..%%2fsecret",
                "/v1/%%2e%%2e/secret",
                "/v1/..%%5csecret",
                "/v1/x/..;/../secret",
                "/v1;x/chat/completions",
                "/v1/chat/completions%%3bx",
                "/v1/chat/complet%%2569ons",
                "/v1/chat/completions%%C2%%A0"
            })
    void shouldSendNothingToWhereAPathLeadsOutOfTheUpstream(String path) throws Exception {
        AtomicInteger strayed = new AtomicInteger();
        try (ScriptedUpstream elsewhere = new ScriptedUpstream(call -> strayed.incrementAndGet());
                ScriptedUpstream upstream = new ScriptedUpstream(call -> strayed.incrementAndGet());
                RunningGateway gateway =
                        RunningGateway.start(directory, upstream.uri().resolve("/"), Map.of())) {
            String answer = raw(gateway, "POST", path.formatted(elsewhere.uri().getPort()), CHAT);

            assertThat(answer).startsWith("HTTP/1.1 40");
            assertThat(strayed).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/complet%69ons", "/v1/chat%2Fcompletions"})
    void shouldRecordAChatHoweverItsPathIsWritten(String path) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> call.json(200, ANSWER));
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            assertThat(raw(gateway, "POST", path, CHAT)).startsWith("HTTP/1.1 200 ");

            assertThat(list(gateway.get(RunningGateway.ALICE, "/api/v1/conversations"), "conversations"))
                    .hasSize(1);
        }
    }

    @Test
    void shouldNotAnswerTraceWhichWouldShowKeys() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> seen.complete(call.head()));
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            for (String path : List.of("/v1/chat/completions", "/api/v1/conversations")) {
                assertThat(raw(gateway, "TRACE", path, ""))
                        .startsWith("HTTP/1.1 405 ")
                        .doesNotContain("sk-");
            }
            assertThat(seen).isNotDone();
        }
    }

    @Test
    void shouldRecordAPostThatAsksForAnUpgrade() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> call.json(200, ANSWER));
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            assertThat(raw(gateway, "POST", "/v1/chat/completions", CHAT, "Connection: Upgrade, close", "Upgrade: foo"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(raw(gateway, "post", "/v1/chat/completions", CHAT)).startsWith("HTTP/1.1 405 ");

            assertThat(list(gateway.get(RunningGateway.ALICE, "/api/v1/conversations"), "conversations"))
                    .hasSize(1);
        }
    }

    @Test
    void shouldNotWaitForTheUpstreamToAskForTheBody() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    assertThat(call.head()).doesNotContainIgnoringCase("expect:");
                    call.json(200, ANSWER);
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            HttpResponse<String> response = gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                    .expectContinue(true)
                    .POST(BodyPublishers.ofString(CHAT)));

            assertThat(response.body()).isEqualTo(ANSWER);
        }
    }

    private static String raw(RunningGateway gateway, String method, String path, String body) throws Exception {
        return raw(gateway, method, path, body, "Connection: close");
    }

    private static String raw(RunningGateway gateway, String method, String path, String body, String... headers)
            throws Exception {
        try (Socket socket = new Socket("localhost", gateway.port())) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + RunningGateway.ALICE + "\r\n" + String.join("\r\n", headers) + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n"
                    + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103})
    void shouldWaitForTheAnswerBehindAnInterimOne(int interim) throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    call.write("HTTP/1.1 " + interim + " Interim\r\nLink: </x>\r\n\r\n");
                    call.json(200, ANSWER);
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            HttpResponse<String> response = chat(gateway, "c", CHAT);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(ANSWER);
        }
    }

    @Test
    void shouldHandOnEveryHeadThatItTakesIn() throws Exception {
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> call.json(200, ANSWER));
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            String large = "x".repeat(Gateway.HEADER_BYTES - 1000);
            assertThat(gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                                    .header("X-Large", large)
                                    .POST(BodyPublishers.ofString(CHAT)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                                    .header("X-Large", large + large)
                                    .POST(BodyPublishers.ofString(CHAT)))
                            .statusCode())
                    .isEqualTo(431);
        }
    }

    @Test
    void shouldFindAConversationWhoseHeaderIsUtf8() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of());
                Socket socket = new Socket("localhost", gateway.port())) {
            String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + RunningGateway.ALICE + "\r\nX-Conversation-Id: café\r\nConnection: close\r\nContent-Length: "
                    + CHAT.length() + "\r\n\r\n" + CHAT;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().readAllBytes();

            assertThat(gateway.get(RunningGateway.ALICE, "/api/v1/conversations/caf%C3%A9"))
                    .containsEntry("conversation_id", "café");
        }
    }

    @Test
    void shouldTellOfAnUpstreamThatIsNotThere() throws Exception {
        URI nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/v1");
        }
        try (RunningGateway gateway = RunningGateway.start(directory, nobody, Map.of())) {
            HttpResponse<String> response = chat(gateway, "c", CHAT);

            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).contains("\"type\":\"server_error\"");
            assertThat(list(gateway.get(RunningGateway.ALICE, "/api/v1/errors"), "errors")
                            .toString())
                    // Whether the question was read before the connection was refused is a matter of luck.
                    .contains("error_code=502", "conversation_id=c");
        }
    }

    @Test
    void shouldGiveUpOnAnUpstreamThatIsSilent() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> never.await());
                RunningGateway gateway =
                        RunningGateway.start(directory, upstream.uri(), Map.of("UPSTREAM_IDLE_TIMEOUT_SECONDS", "1"))) {
            HttpResponse<String> response = chat(gateway, "c", CHAT);

            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(response.body()).contains("did not answer in time");
            assertThat(list(gateway.get(RunningGateway.ALICE, "/api/v1/errors"), "errors")
                            .toString())
                    .contains("error_code=504");
        }
    }

    @Test
    void shouldPassOnWhatIsNotJson() throws Exception {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        String broken = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"first\"},{\"ro\u00fc";
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    body.complete(call.body());
                    call.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<b>?</b>");
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            HttpResponse<String> response = chat(gateway, "broken", broken);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("<b>?</b>");
            assertThat(body.get(10, TimeUnit.SECONDS)).isEqualTo(broken.getBytes(StandardCharsets.UTF_8));
            assertThat(list(gateway.get(RunningGateway.ALICE, "/api/v1/conversations/broken"), "messages"))
                    .isEqualTo(List.of(
                            Map.of("role", "user", "content", "first"),
                            Map.of("role", "assistant", "content", "<b>?</b>")));
        }
    }

    @Test
    void shouldReadCompressedAnswers() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(ANSWER.getBytes(StandardCharsets.UTF_8));
        }
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    call.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                            + "Content-Length: " + compressed.size() + "\r\n\r\n");
                    call.bytes(compressed.toByteArray());
                });
                RunningGateway gateway = RunningGateway.start(directory, upstream.uri(), Map.of())) {
            assertThat(chat(gateway, "zipped", CHAT).headers().firstValue("Content-Encoding"))
                    .hasValue("gzip");
            assertThat(list(gateway.get(RunningGateway.ALICE, "/api/v1/conversations/zipped"), "messages")
                            .toString())
                    .contains("content=hello");
        }
    }

    @Test
    void shouldLetBigBodiesThroughAndKeepWhatTheLimitAllows() throws Exception {
        String big = "x".repeat(20 << 20);
        CompletableFuture<Integer> received = new CompletableFuture<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    received.complete(call.body().length);
                    call.json(200, ANSWER);
                });
                RunningGateway gateway =
                        RunningGateway.start(directory, upstream.uri(), Map.of("MES_MAX_BODY_BYTES", "1000000"))) {
            String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"small\"},"
                    + "{\"role\":\"user\",\"content\":" + JsonText.quote(big) + "}]}";
            assertThat(chat(gateway, "big", body).statusCode()).isEqualTo(200);

            assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(body.length());
            Map<String, Object> conversation = gateway.get(RunningGateway.ALICE, "/api/v1/conversations/big");
            assertThat(list(conversation, "messages").toString()).contains("content=small", "content=hello");
            assertThat(gateway.rows("SELECT thread FROM mes_conversations")).hasSize(1);
        }
    }

    @Test
    void shouldFindAConversationWhoseIdLooksLikeAPath() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of())) {
            String id = "team/a b;c?d%25&ü";
            gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                    .POST(BodyPublishers.ofString(
                            "{\"metadata\":{\"conversation_id\":" + JsonText.quote(id) + "}," + CHAT.substring(1))));
            String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");

            assertThat(gateway.get(RunningGateway.ALICE, "/api/v1/conversations/" + encoded))
                    .containsEntry("conversation_id", id);
        }
    }

    @Test
    void shouldBeginAConversationForEachChatThatNamesNone() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of())) {
            for (int i = 0; i < 2; i++) {
                gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                        .POST(BodyPublishers.ofString(CHAT)));
            }
            assertThat(list(gateway.get(RunningGateway.ALICE, "/api/v1/conversations"), "conversations"))
                    .hasSize(2);
        }
    }

    @Test
    void shouldNotRecordWhatIsNoChat() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of())) {
            assertThat(gateway.get(RunningGateway.ALICE, "/v1/models")).containsEntry("object", "list");
            assertThat(gateway.get(RunningGateway.ALICE, "/api/v1/health")).containsEntry("stored", 0L);
        }
    }
}
