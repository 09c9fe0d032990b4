package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that a gateway of little memory outlives a database that takes nothing, whatever comes meanwhile, and loses nothing. */
@Timeout(180)
final class BacklogTest {

    private static final int HEAP_MEGABYTES = 96;

    /** Together more than the heap. */
    private static final int CHATS = 700;

    private static final int CHARACTERS = 200_000;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    private int chat(int port, int number) throws Exception {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"chat " + number + " "
                + "x".repeat(CHARACTERS) + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/chat/completions"))
                .header("Authorization", "Bearer sk-a")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private String health(int port) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/health"))
                        .build(),
                BodyHandlers.ofString());
        return answer.body();
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
    }

    @Test
    void shouldKeepOnDiskWhatMemoryCannotHold() throws Exception {
        Map<String, String> settings = Map.of(
                "PORT", "0",
                "GATEWAY_KEYS", "sk-a=1",
                "MES_TIMEZONE", "UTC",
                "MES_SPOOL_DIR", directory.resolve("spool").toString());
        LocalDate day = LocalDate.now(ZoneOffset.UTC);
        try (GatewayProcess gateway = GatewayProcess.ofHeap(HEAP_MEGABYTES, directory, settings)) {
            int port = gateway.awaitPort();
            try (Connection other = connect();
                    Statement lock = other.createStatement()) {
                lock.execute("BEGIN IMMEDIATE");
                for (int i = 0; i < CHATS; i++) {
                    assertThat(chat(port, i)).isEqualTo(200);
                }
                assertThat(health(port)).contains("\"status\":\"degraded\"").contains("\"lost\":0");
                lock.execute("ROLLBACK");
            }
            await().atMost(Duration.ofSeconds(90)).until(() -> health(port).contains("\"stored\":" + CHATS + ","));
            // They leave the spool once they are committed.
            await().until(() -> health(port).contains("\"spooled\":0"));
            assertThat(health(port)).contains("\"lost\":0");
            gateway.terminate();
        }
        assertThat(wholeQuestions(day) + wholeQuestions(day.plusDays(1))).isEqualTo(CHATS);
    }

    private long wholeQuestions(LocalDate day) throws Exception {
        String table = "conversation_histories_" + day.toString().replace('-', '_');
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(DISTINCT content) FROM " + table
                        + " WHERE role = 'user' AND LENGTH(content) > " + CHARACTERS)) {
            count.next();
            return count.getLong(1);
        }
    }
}
