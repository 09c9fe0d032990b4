package io.mes.demo;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.mes.storage.docs.DocPage;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies that each command by which a page starts the gateway does so, with the effect that the page promises. */
@Timeout(180)
final class PageCommandsIT {

    private static final Pattern START =
            Pattern.compile("(?m)^(?:mvn .* && )?((?:\\w+=\\S+ )*)java -jar demo-gateway/target/demo-gateway\\.jar$");
    private static final Pattern SETTING = Pattern.compile("(\\w+)='?([^' ]+)'? ");

    @RegisterExtension
    private static final WireMockExtension UPSTREAM = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort())
            .build();

    @TempDir
    private Path directory;

    /** What the environment is in each command of a block, in order. */
    private static List<Map<String, String>> starts(String page, String beginning) throws Exception {
        return START.matcher(DocPage.of(page).block(beginning))
                .results()
                .map(start -> settings(start.group(1)))
                .toList();
    }

    private static Map<String, String> settings(String assignments) {
        Map<String, String> settings = new HashMap<>(Map.of("PORT", "0"));
        Matcher setting = SETTING.matcher(assignments);
        while (setting.find()) {
            settings.put(setting.group(1), setting.group(2));
        }
        return settings;
    }

    private static String send(int port, String key, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + key);
        if (body != null) {
            request.POST(BodyPublishers.ofString(body));
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
    }

    private static String chat(int port, String key) throws Exception {
        return send(
                port,
                key,
                "/v1/chat/completions",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    @ParameterizedTest
    @CsvSource({"README.md, 'mvn -q -DskipTests package && '", "docs/completions.md, MES_COMPLETIONS_ENABLED="})
    void shouldAnswerByItself(String page, String beginning) throws Exception {
        List<Map<String, String>> starts = starts(page, beginning);
        assertThat(starts).hasSize(1);
        try (GatewayProcess gateway = GatewayProcess.ofShortLife(directory, starts.get(0))) {
            int port = gateway.awaitPort();

            assertThat(chat(port, "sk-demo-alice")).contains("\"chat.completion\"");
            String list = send(port, "sk-demo-alice", "/v1/chat/completions", null);
            assertThat(list.contains("\"object\":\"list\""))
                    .isEqualTo(starts.get(0).containsKey("MES_COMPLETIONS_ENABLED"));
        }
        assertThat(directory.resolve("mes.db")).exists();
    }

    @Test
    void shouldPassOnToTheModelThatIsNamed() throws Exception {
        UPSTREAM.stubFor(post("/v1/chat/completions")
                .withRequestBody(WireMock.matchingJsonPath("$.model", equalTo("m")))
                .willReturn(okJson("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"real\"}}]}")));
        Map<String, String> settings = starts("README.md", "UPSTREAM_BASE_URL=").get(0);
        String upstream = settings.get("UPSTREAM_BASE_URL")
                .replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + UPSTREAM.getPort());
        settings.put("UPSTREAM_BASE_URL", upstream);
        try (GatewayProcess gateway = GatewayProcess.ofShortLife(directory, settings)) {
            int port = gateway.awaitPort();

            assertThat(chat(port, "sk-mine")).contains("real");
            assertThat(chat(port, "sk-demo-alice")).contains("\"error\"");
        }
    }

    /** By the page's data source names, with the server, user and database of the test in the places of the page's. */
    @ParameterizedTest
    @CsvSource({"0, POSTGRESQL", "1, MYSQL", "1, MARIADB"})
    void shouldStoreOnTheServerThatIsNamed(int line, TestEngine engine) throws Exception {
        List<Map<String, String>> starts = starts("README.md", "MES_SQL_DSN='postgres:");
        assertThat(starts).hasSize(2);
        try (TestDatabase database = TestDatabase.create(engine)) {
            String jdbc = database.dsn().jdbcUrl();
            Map<String, String> who = database.dsn().properties();
            Map<String, String> settings = starts.get(line);
            settings.put(
                    "MES_SQL_DSN",
                    settings.get("MES_SQL_DSN")
                            .replace("mes:secret@", who.get("user") + ":" + who.get("password") + "@")
                            .replaceFirst("127\\.0\\.0\\.1:\\d+", jdbc.replaceFirst(".*//([^/]+)/.*", "$1"))
                            .replaceFirst("/mes$", jdbc.replaceFirst(".*//[^/]+(/[^?]+).*", "$1")));
            try (GatewayProcess gateway = GatewayProcess.ofShortLife(directory, settings)) {
                int port = gateway.awaitPort();
                assertThat(chat(port, "sk-demo-alice")).contains("\"chat.completion\"");

                assertThat(send(port, "sk-demo-alice", "/api/v1/stats/conversations", null))
                        .contains("\"total_messages\":2");
            }
            assertThat(database.rows("SELECT user_id, message_count FROM mes_conversations"))
                    .containsExactly("1|2");
        }
    }
}
