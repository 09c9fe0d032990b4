package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.filter.query.MesServlet;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.transfer.ConversationImport;
import jakarta.servlet.Filter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that an export which fails in the middle does not look like a whole one, whatever container sends it. */
@OnEveryContainer
@Timeout(60)
final class ExportEndTest {

    private static final int CONVERSATIONS = 150;

    private final TestContainer container;

    @TempDir
    private Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile boolean away;
    private ConversationStore store;
    private RunningContainer server;

    ExportEndTest(TestContainer container) {
        this.container = container;
    }

    @BeforeEach
    void start() throws Exception {
        Dsn dsn = Dsn.parse("local", directory.resolve("mes.db").toString());
        store = ConversationStore.open(
                source(dsn.jdbcUrl()), StorageConfig.builder(dsn).build());
        fill();
        Filter identity = (request, response, chain) -> {
            request.setAttribute(IdentityResolver.USER_ID, 1);
            chain.doFilter(request, response);
        };
        server = container.start(new Application().filter(identity).servlet("/api/v1/*", new MesServlet(store)));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    /** Connections to a file, as long as the database is not away. */
    private DataSource source(String url) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (away) {
                        throw new SQLException("The database is away", "08006");
                    }
                    return DriverManager.getConnection(url);
                });
    }

    /** More than the buffers on the way hold, so that the rest is read only when the client has taken the beginning. */
    private void fill() throws IOException {
        String text = "x".repeat(200_000);
        String examples = IntStream.range(0, CONVERSATIONS)
                .mapToObj(i -> "{\"messages\":[{\"role\":\"user\",\"content\":\"" + i + text
                        + "\"},{\"role\":\"assistant\",\"content\":\"a\"}]}\n")
                .collect(Collectors.joining());
        new ConversationImport(store.transfer()::store, 1L, Instant.now())
                .read(new ByteArrayInputStream(examples.getBytes(StandardCharsets.UTF_8)), problem -> {
                    throw new AssertionError(problem);
                });
    }

    private HttpResponse<InputStream> export() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/export");
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
    }

    @Test
    void shouldBreakOffVisibly() throws Exception {
        HttpResponse<InputStream> response = export();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        assertThat(response.statusCode()).isEqualTo(200);

        try (InputStream body = response.body()) {
            read.writeBytes(body.readNBytes(100_000));
            away = true;

            if (container == TestContainer.UNDERTOW) {
                // It ends what has begun as if all were well, and offers no way to do otherwise.
                body.transferTo(read);
            } else {
                assertThatThrownBy(() -> body.transferTo(read)).isInstanceOf(IOException.class);
            }
        }
        List<String> lines = read.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSizeBetween(2, CONVERSATIONS);
        assertThat(lines.get(lines.size() - 1)).startsWith("{\"error\":{\"message\":\"The export broke off here");
    }

    @Test
    void shouldEndWhereNothingIsWrong() throws Exception {
        try (InputStream body = export().body()) {
            String all = new String(body.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(all.lines())
                    .hasSize(CONVERSATIONS)
                    .allSatisfy(line -> assertThat(line).endsWith("}]}"));
        }
    }
}
