package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.mes.demo.ScriptedUpstream.Call;
import io.mes.storage.json.JsonValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verifies that bodies beyond all bounds pass through a whole gateway of little memory as they are, and that what is kept of
 * them says that it is not all.
 */
@Timeout(120)
final class BoundsTest {

    private static final int HEAP_MEGABYTES = 96;
    private static final int MAX_BODY = 500_000;
    private static final int BOMB = 100_000_000;
    private static final int AT_ONCE = 16;

    /** 50 MB of nothing; there is no encoder for Java. */
    private static final byte[] BROTLI_BOMB = Base64.getDecoder()
            .decode(
                    "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsAdO//8g9eD/8EQBwW"
                            + "AOig6wE=");

    private static final String ANSWER =
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"fine\"},\"finish_reason\":\"stop\"}]}";

    @TempDir
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private interface Coding {
        OutputStream open(OutputStream out) throws IOException;
    }

    /** What a row says of itself, and how its content begins. */
    private record Kept(String role, String beginning, int length, Map<String, Object> mes) {}

    /** A chat that begins well and has a content of a hundred megabytes. */
    private static byte[] bomb(String coding, String beginning) throws IOException {
        if (coding.equals("br")) {
            return BROTLI_BOMB;
        }
        Coding opening = coding.equals("gzip") ? GZIPOutputStream::new : ZstdOutputStream::new;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] piece = new byte[1_000_000];
        Arrays.fill(piece, (byte) 'a');
        try (OutputStream out = opening.open(packed)) {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            for (int written = 0; written < BOMB; written += piece.length) {
                out.write(piece);
            }
        }
        return packed.toByteArray();
    }

    private static void answer(Call call, @Nullable String coding, byte[] body) throws IOException {
        call.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\n"
                + (coding == null ? "" : "Content-Encoding: " + coding + "\r\n") + "Content-Length: " + body.length
                + "\r\n\r\n");
        call.bytes(body);
    }

    private GatewayProcess start(ScriptedUpstream upstream) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("PORT", "0");
        settings.put("GATEWAY_KEYS", "sk-a=1");
        settings.put("SQLITE_PATH", directory.resolve("mes.db").toString());
        settings.put("MES_DAILY_PARTITION", "false");
        settings.put("MES_MAX_BODY_BYTES", Integer.toString(MAX_BODY));
        settings.put("UPSTREAM_BASE_URL", upstream.uri().toString());
        return GatewayProcess.ofHeap(HEAP_MEGABYTES, directory, settings);
    }

    private static HttpRequest chat(int port, @Nullable String coding, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/v1/chat/completions"))
                .header("Authorization", "Bearer sk-a")
                .header("Content-Type", "application/json")
                .header("Accept-Encoding", "gzip, br, zstd")
                .POST(BodyPublishers.ofByteArray(body));
        return coding == null
                ? request.build()
                : request.header("Content-Encoding", coding).build();
    }

    /** Sends a request many times at once, and asserts that each answer is the same, byte by byte. */
    private void assertAnswered(HttpRequest request, byte[] expected) {
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            answers.add(http.sendAsync(request, BodyHandlers.ofByteArray()));
        }
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(Arrays.equals(answer.join().body(), expected)).isTrue();
        }
    }

    private static void assertEndsInOrder(GatewayProcess gateway) throws Exception {
        int status = gateway.terminate();
        assertThat(status).as(gateway.output()).isEqualTo(143);
    }

    @SuppressWarnings("unchecked")
    private List<Kept> kept() throws SQLException {
        List<Kept> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT role, content, other FROM conversation_histories")) {
            while (found.next()) {
                Map<String, Object> other = (Map<String, Object>) JsonValues.read(found.getString(3));
                String content = String.valueOf(found.getString(2));
                rows.add(new Kept(
                        found.getString(1),
                        content.substring(0, Math.min(20, content.length())),
                        content.length(),
                        (Map<String, Object>) other.get("mes")));
            }
        }
        return rows;
    }

    /** All replies; of each there is one, and it holds no more than the limit allows, where each byte may be escaped. */
    private List<Kept> replies() throws SQLException {
        List<Kept> rows = kept();
        assertThat(rows).allSatisfy(row -> assertThat(row.length()).isLessThanOrEqualTo(6 * MAX_BODY + 2));
        List<Kept> replies =
                rows.stream().filter(row -> row.role().equals("assistant")).toList();
        assertThat(replies).hasSize(AT_ONCE);
        return replies;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void shouldPassOnAnswersThatUnpackToTheHundredfold(String coding) throws Exception {
        byte[] body = bomb(coding, ANSWER.replace("fine\"},\"finish_reason\":\"stop\"}]}", "begun "));
        byte[] asked = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> answer(call, coding, body));
                GatewayProcess gateway = start(upstream)) {
            assertAnswered(chat(gateway.awaitPort(), null, asked), body);
            assertEndsInOrder(gateway);
        }

        assertThat(replies()).allSatisfy(reply -> assertThat(reply.mes()).containsEntry("truncated", "response"));
        if (!coding.equals("br")) {
            assertThat(replies())
                    .allSatisfy(reply -> assertThat(reply.beginning()).startsWith("begun aaa"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void shouldPassOnRequestsThatUnpackToTheHundredfold(String coding) throws Exception {
        byte[] body = bomb(coding, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"begun ");
        Queue<byte[]> seen = new ConcurrentLinkedQueue<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    assertThat(call.head()).containsIgnoringCase("Content-Encoding: " + coding);
                    seen.add(call.body());
                    call.json(200, ANSWER);
                });
                GatewayProcess gateway = start(upstream)) {
            assertAnswered(chat(gateway.awaitPort(), coding, body), ANSWER.getBytes(StandardCharsets.UTF_8));
            assertEndsInOrder(gateway);
        }

        assertThat(seen)
                .hasSize(AT_ONCE)
                .allSatisfy(sent -> assertThat(Arrays.equals(sent, body)).isTrue());
        assertThat(replies()).allSatisfy(reply -> {
            assertThat(reply.beginning()).isEqualTo("fine");
            assertThat(reply.mes()).containsEntry("truncated", "request");
        });
        assertThat(kept()).filteredOn(row -> row.role().equals("user")).hasSize(AT_ONCE);
    }

    @Test
    void shouldPassOnBodiesBeyondTheLimit() throws Exception {
        byte[] asked = ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"begun "
                        + "q".repeat(4 * MAX_BODY) + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] answered =
                ANSWER.replace("fine", "begun " + "a".repeat(4 * MAX_BODY)).getBytes(StandardCharsets.UTF_8);
        Queue<byte[]> seen = new ConcurrentLinkedQueue<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> {
                    seen.add(call.body());
                    answer(call, null, answered);
                });
                GatewayProcess gateway = start(upstream)) {
            assertAnswered(chat(gateway.awaitPort(), null, asked), answered);
            assertEndsInOrder(gateway);
        }

        assertThat(seen)
                .hasSize(AT_ONCE)
                .allSatisfy(sent -> assertThat(Arrays.equals(sent, asked)).isTrue());
        assertThat(replies()).allSatisfy(reply -> {
            assertThat(reply.beginning()).startsWith("begun aaa");
            assertThat(reply.mes()).containsEntry("truncated", "both");
        });
    }

    @Test
    void shouldPassOnWhatItCannotDecode() throws Exception {
        byte[] body = {31, (byte) 157, 1, 2, 3};
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> answer(call, "compress", body));
                GatewayProcess gateway = start(upstream)) {
            assertAnswered(chat(gateway.awaitPort(), "compress", body), body);
            assertEndsInOrder(gateway);
        }

        assertThat(replies()).allSatisfy(reply -> assertThat(reply.mes()).containsEntry("undecoded", "both"));
    }
}
