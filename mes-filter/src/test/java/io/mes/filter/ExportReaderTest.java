package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.filter.query.MesServlet;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.json.JsonValues;
import io.mes.storage.transfer.ConversationImport;
import jakarta.servlet.Filter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verifies that an export takes as long as its reader likes, at nobody else's cost, ends when the reader has gone, and may be
 * overtaken by a deletion.
 */
@OnEveryContainer
@Timeout(60)
final class ExportReaderTest {

    /** With more than the buffers on the way hold. */
    private static final int CONVERSATIONS = 150;

    private static final String LARGE = "x".repeat(200_000);
    private static final int CONNECTIONS = 2;
    private static final int PATIENCE_SECONDS = 10;

    private final TestContainer container;

    @TempDir
    private Path directory;

    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private final AtomicInteger requests = new AtomicInteger();
    private ConversationStore store;
    private RunningContainer server;

    ExportReaderTest(TestContainer container) {
        this.container = container;
    }

    @BeforeEach
    void start() throws Exception {
        Dsn dsn = Dsn.parse("local", directory.resolve("mes.db").toString());
        store = ConversationStore.open(
                source(dsn.jdbcUrl()), StorageConfig.builder(dsn).build());
        load(IntStream.range(0, CONVERSATIONS)
                .mapToObj(i -> "{\"messages\":[{\"role\":\"user\",\"content\":\"" + i + LARGE
                        + "\"},{\"role\":\"assistant\",\"content\":\"a\"}]}\n")
                .collect(Collectors.joining()));
        Filter counting = (request, response, chain) -> {
            request.setAttribute(IdentityResolver.USER_ID, 1);
            requests.incrementAndGet();
            try {
                chain.doFilter(request, response);
            } finally {
                requests.decrementAndGet();
            }
        };
        server = container.start(new Application().filter(counting).servlet("/api/v1/*", new MesServlet(store)));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private void load(String lines) throws IOException {
        new ConversationImport(store.transfer()::store, 1L, Instant.now())
                .read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), problem -> {
                    throw new AssertionError(problem);
                });
    }

    /** A pool of few connections, which tells who waits in vain for one. */
    private DataSource source(String url) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (!connections.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                        throw new SQLTransientConnectionException("All connections are taken");
                    }
                    return counted(DriverManager.getConnection(url));
                });
    }

    private Connection counted(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        connections.release();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private RawConnection ask(String target) throws IOException {
        return new RawConnection(server.port()).send("GET /api/v1" + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private RawResponse get(String target) throws IOException {
        try (RawConnection connection = ask(target)) {
            return connection.readResponse();
        }
    }

    @Test
    void shouldWaitForReadersAtNobodysCost() throws Exception {
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i <= CONNECTIONS; i++) {
            slow.add(ask("/export"));
        }
        for (RawConnection reader : slow) {
            assertThat(reader.readHead().status()).isEqualTo(200);
        }

        assertThat(get("/export?format=mes").text().lines()).hasSize(CONVERSATIONS);
        assertThat(get("/conversations?limit=1").status()).isEqualTo(200);
        await().until(() -> requests.get() == slow.size());
        for (RawConnection reader : slow) {
            int read = 0;
            for (Optional<String> chunk = reader.readChunk(); chunk.isPresent(); chunk = reader.readChunk()) {
                read += chunk.get().length();
            }
            assertThat(read).isGreaterThan(CONVERSATIONS * LARGE.length());
            reader.close();
        }
        await().until(() -> requests.get() == 0);
    }

    @Test
    void shouldEndWhenItsReaderHasGone() throws Exception {
        for (int i = 0; i < 3; i++) {
            RawConnection reader = ask("/export");
            reader.readHead();
            reader.reset();
        }

        await().until(() -> requests.get() == 0);
        assertThat(connections.availablePermits()).isPositive();
        assertThat(get("/conversations?limit=1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "mes"})
    void shouldGoOnBehindWhatIsDeletedMeanwhile(String format) throws Exception {
        store.queries().delete(1, firstId());
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < CONVERSATIONS; i++) {
            turns.append(i == 0 ? "" : ",")
                    .append("{\"message_id\":\"m-%06d\",\"role\":\"%s\",\"content\":\"%s\",\"created_at\":%d}"
                            .formatted(
                                    i,
                                    i % 2 == 0 ? "user" : "assistant",
                                    i + LARGE,
                                    Instant.now().getEpochSecond()));
        }
        load("{\"mes\":1,\"conversation_id\":\"!\",\"user_id\":1,\"messages\":[" + turns + "]}\n");

        StringBuilder read = new StringBuilder();
        try (RawConnection reader = ask("/export?format=" + format)) {
            reader.readHead();
            read.append(reader.readChunk().orElseThrow());
            store.queries().delete(1, "!");
            for (Optional<String> chunk = reader.readChunk(); chunk.isPresent(); chunk = reader.readChunk()) {
                read.append(chunk.get());
            }
        }

        List<String> lines = read.toString().lines().toList();
        assertThat(lines).hasSize(CONVERSATIONS);
        assertThat(lines).allSatisfy(line -> assertThat(JsonValues.read(line)).isInstanceOf(Map.class));
        assertThat(lines.get(0)).contains("\"0x").doesNotContain("\"" + (CONVERSATIONS - 1) + "x");
        if (format.equals("openai")) {
            assertThat(lines.get(0)).contains("\"role\":\"assistant\"");
        }
        assertThat(get("/export?format=" + format).text().lines()).hasSize(CONVERSATIONS - 1);
    }

    private String firstId() throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, List<Map<String, String>>> page = (Map<String, List<Map<String, String>>>)
                JsonValues.read(get("/conversations?limit=1").text());
        return page.get("conversations").get(0).getOrDefault("conversation_id", "");
    }
}
