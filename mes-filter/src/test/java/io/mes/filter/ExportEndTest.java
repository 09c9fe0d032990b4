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
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    private RawConnection export() throws IOException {
        return new RawConnection(server.port()).send("GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static void readChunks(RawConnection connection, StringBuilder read) throws IOException {
        for (Optional<String> chunk = connection.readChunk(); chunk.isPresent(); chunk = connection.readChunk()) {
            read.append(chunk.get());
        }
    }

    @Test
    void shouldBreakOffVisibly() throws Exception {
        StringBuilder read = new StringBuilder();
        try (RawConnection connection = export()) {
            assertThat(connection.readHead().status()).isEqualTo(200);
            read.append(connection.readChunk().orElseThrow());
            away = true;

            if (container == TestContainer.UNDERTOW) {
                // It ends what has begun as if all were well, and offers no way to do otherwise.
                readChunks(connection, read);
            } else {
                assertThatThrownBy(() -> readChunks(connection, read)).isInstanceOf(EOFException.class);
            }
        }
        List<String> lines = read.toString().lines().toList();
        assertThat(lines).hasSizeBetween(2, CONVERSATIONS);
        assertThat(lines.get(lines.size() - 1)).startsWith("{\"error\":{\"message\":\"The export broke off here");
    }

    @Test
    void shouldEndWhereNothingIsWrong() throws Exception {
        try (RawConnection connection = export()) {
            assertThat(connection.readResponse().text().lines())
                    .hasSize(CONVERSATIONS)
                    .allSatisfy(line -> assertThat(line).endsWith("}]}"));
        }
    }
}
