package io.mes.demo;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Verifies the runnable jar as its users run it: as a process, configured by its environment, before an HTTP upstream. */
@Timeout(120)
final class RunnableJarIT {

    @RegisterExtension
    private static final WireMockExtension UPSTREAM = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort())
            .build();

    @TempDir
    private Path directory;

    private static void stubAnswers() {
        UPSTREAM.stubFor(post("/v1/chat/completions")
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("""
                                {"id":"j","object":"chat.completion","created":1,"model":"real","choices":[{"index":0,
                                "message":{"role":"assistant","content":"plain answer"},"finish_reason":"stop","logprobs":null}],
                                "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""")));
        UPSTREAM.stubFor(post("/v1/chat/completions")
                .withRequestBody(matchingJsonPath("$[?(@.stream == true)]"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "text/event-stream")
                        .withChunkedDribbleDelay(4, 100)
                        .withBody("""
                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"real","choices":[{"index":0,"delta":{"role":"assistant","content":"streamed "},"finish_reason":null}]}

                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"real","choices":[{"index":0,"delta":{"content":"answer"},"finish_reason":"stop"}]}

                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"real","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}

                                data: [DONE]

                                """)));
    }

    @Test
    void shouldKeepTenChatsOfTwoUsersRowForRow() throws Exception {
        stubAnswers();
        Map<String, String> settings = Map.of(
                "PORT", "0",
                "UPSTREAM_BASE_URL", UPSTREAM.baseUrl() + "/v1",
                "GATEWAY_KEYS", "sk-a=1,sk-b=2",
                "MES_TIMEZONE", "UTC");
        List<String> expected = new ArrayList<>();
        LocalDate day = LocalDate.now(ZoneOffset.UTC);
        try (GatewayProcess gateway = new GatewayProcess(directory, settings)) {
            int port = gateway.awaitPort();
            for (int i = 0; i < 10; i++) {
                chat(port, i);
                String conversation = (i % 2 + 1) + "|shared-" + i / 4;
                boolean streamed = i % 3 == 0;
                expected.add(conversation + "|user|question " + i + "|real|0|" + (streamed ? 1 : 0));
                expected.add(conversation + "|assistant|" + (streamed ? "streamed answer" : "plain answer") + "|real|5|"
                        + (streamed ? 1 : 0));
            }
            String listed = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://localhost:" + port + "/api/v1/conversations/shared-0"))
                                    .header("Authorization", "Bearer sk-a")
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(listed).contains("question 0", "question 2").doesNotContain("question 1");
            gateway.terminate();

            assertThat(gateway.output()).doesNotContain("sk-a", "sk-b").contains("the upstream http://", "curl");
        }
        assertThat(rows(day)).containsExactlyElementsOf(expected);
    }

    private static void chat(int port, int i) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl("http://localhost:" + port + "/v1")
                .apiKey(i % 2 == 0 ? "sk-a" : "sk-b")
                .build();
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model("real")
                .addUserMessage("question " + i)
                .putAdditionalHeader("X-Conversation-Id", "shared-" + i / 4)
                .build();
        if (i % 3 == 0) {
            try (StreamResponse<ChatCompletionChunk> stream =
                    client.chat().completions().createStreaming(params)) {
                assertThat(stream.stream().count()).isEqualTo(3);
            }
        } else {
            client.chat().completions().create(params);
        }
    }

    private List<String> rows(LocalDate day) throws Exception {
        String table = "conversation_histories_" + day.toString().replace('-', '_');
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT user_id || '|' || conversation_id || '|' || role || '|'"
                                + " || content || '|' || model_name || '|' || total_tokens || '|' || is_stream FROM "
                                + table
                                + " ORDER BY id")) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }

    @Test
    void shouldAnswerByItselfAndSaySo() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(directory, Map.of("PORT", "0"))) {
            gateway.awaitPort();
            gateway.terminate();

            assertThat(gateway.output())
                    .contains("simulated model", "SQLite", "sk-demo-alice", "/api/v1/conversations");
        }
    }

    @Test
    void shouldSayWhichSettingIsWrongAndEnd() throws Exception {
        Map<String, String> settings = Map.of("MES_SQL_DSN", "user:secret@unix(/tmp/mysql.sock)/db", "PORT", "0");
        try (GatewayProcess gateway = new GatewayProcess(directory, settings)) {
            assertThat(gateway.awaitExit()).isEqualTo(2);
            assertThat(gateway.output())
                    .startsWith("MES_SQL_DSN: ")
                    .contains("tcp(host:3306)")
                    .doesNotContain("secret", "\tat ");
        }
    }

    @Test
    void shouldSayThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                GatewayProcess gateway =
                        new GatewayProcess(directory, Map.of("PORT", Integer.toString(taken.getLocalPort())))) {
            assertThat(gateway.awaitExit()).isEqualTo(1);
            assertThat(gateway.output()).contains("PORT").doesNotContain("\tat ");
        }
    }
}
