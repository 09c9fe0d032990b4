package io.mes.filter.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.IdentityResolver;
import io.mes.filter.MesHelper;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.json.JsonValues;
import io.mes.storage.transfer.ConversationImport;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verifies exports over HTTP: who gets what, under which name, and what is answered where something is wrong. */
@Timeout(60)
final class ExportTest {

    private static final String ADMINISTRATOR = "99";

    @TempDir
    private Path directory;

    private final Server server = new Server(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile boolean away;
    private ConversationStore store;
    private MesHelper helper;

    @BeforeEach
    void start() throws Exception {
        String file = directory.resolve("mes.db").toString();
        store = ConversationStore.open(
                source("jdbc:sqlite:" + file),
                StorageConfig.builder(Dsn.parse("local", file))
                        .zone(ZoneOffset.UTC)
                        .build());
        helper = new MesHelper(store);
        ServletContextHandler context = new ServletContextHandler();
        Filter identity = (request, response, chain) -> {
            String user = ((HttpServletRequest) request).getHeader("User");
            if (user != null) {
                request.setAttribute(IdentityResolver.USER_ID, user);
                request.setAttribute(IdentityResolver.ADMINISTRATOR, user.equals(ADMINISTRATOR));
            }
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(identity), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new MesServlet(store)), "/api/v1/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        store.close();
    }

    /** Connections to a file, as long as the database is not away. */
    private DataSource source(String url) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new InvocationTargetException(new UnsupportedOperationException(method.getName()));
                    }
                    if (away) {
                        throw new SQLException("The database is away", "08006");
                    }
                    return DriverManager.getConnection(url);
                });
    }

    private HttpRequest request(String method, String user, String path) {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1" + path))
                .method(method, BodyPublishers.noBody());
        return (user == null ? request : request.header("User", user)).build();
    }

    private HttpResponse<String> send(String method, String user, String path) throws Exception {
        return http.send(request(method, user, path), BodyHandlers.ofString());
    }

    private List<String> lines(String user, String query) throws Exception {
        HttpResponse<String> response = send("GET", user, "/export" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().lines().toList();
    }

    private void save(long user, String conversation, String model, String text) {
        helper.saveChatCompletion(
                null,
                conversation,
                List.of(Map.of("role", "user", "content", text)),
                Map.of("choices", List.of(Map.of("message", Map.of("role", "assistant", "content", "re: " + text)))),
                model,
                user,
                2,
                3);
    }

    private static String example(String text) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"},{\"role\":\"assistant\",\"content\":\"re: " + text + "\"}]}";
    }

    @Test
    void shouldGiveEachUserTheirOwnAndAdministratorsAll() throws Exception {
        save(1, "a", "m", "one");
        save(1, "b", "n", "two");
        save(2, "a", "m", "three");

        assertThat(lines("1", "")).containsExactly(example("one"), example("two"));
        assertThat(lines("1", "?user_id=1&model=n")).containsExactly(example("two"));
        assertThat(lines("1", "?format=mes"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"user_id\":1,"));
        assertThat(lines("3", "")).isEmpty();
        assertThat(lines(ADMINISTRATOR, "")).containsExactly(example("one"), example("two"), example("three"));
        assertThat(lines(ADMINISTRATOR, "?user_id=2")).containsExactly(example("three"));
        assertThat(lines(ADMINISTRATOR, "?user_id=99")).isEmpty();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(lines("1", "?from=" + today.plusDays(2))).isEmpty();
        assertThat(lines("1", "?from=2020-01-01&to=" + today.plusDays(1))).hasSize(2);
    }

    @Test
    void shouldSayWhatItSends() throws Exception {
        save(1, "a", "m", "one");

        HttpResponse<String> head = send("HEAD", "1", "/export?format=mes");
        HttpResponse<String> body = send("GET", "1", "/export");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"conversations-\\d{4}-\\d{2}-\\d{2}\\.mes\\.jsonl\"");
        assertThat(body.headers().firstValue("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"conversations-\\d{4}-\\d{2}-\\d{2}\\.jsonl\"");
        assertThat(body.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(body.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(body.body()).isEqualTo(example("one") + "\n");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "nobody", textBlock = """
            GET,  nobody, '',                 401, null
            GET,  1,      ?user_id=2,         403, null
            GET,  1,      ?user_id=x,         400, user_id
            GET,  99,     ?user_id=,          400, user_id
            GET,  0,      '',                 401, null
            GET,  1,      ?format=xml,        400, format
            GET,  1,      ?format=MES,        400, format
            HEAD, nobody, '',                 401, null
            HEAD, 1,      ?format=xml,        400, null
            GET,  1,      ?from=2026-11-23&to=2026-11-22, 400, to
            GET,  1,      ?from=1795341601&to=1795341600, 400, to
            GET,  1,      ?from=yesterday,    400, from
            GET,  99,     ?to=1-1-1,          400, to
            POST, 1,      '',                 405, null
            GET,  1,      /more,              404, null
            """)
    void shouldComplainOfWhatIsWrong(String method, String user, String query, int status, String param)
            throws Exception {
        HttpResponse<String> response = send(method, user, "/export" + query);

        assertThat(response.statusCode()).isEqualTo(status);
        if (method.equals("HEAD")) {
            assertThat(response.body()).isEmpty();
            return;
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> error = ((Map<String, Map<String, Object>>) JsonValues.read(response.body())).get("error");
        assertThat(String.valueOf(error.get("param"))).isEqualTo(param);
    }

    @Test
    void shouldAnswerAsUsualWhereTheDatabaseIsAwayFromTheStart() throws Exception {
        save(1, "a", "m", "one");
        lines("1", "");
        away = true;

        HttpResponse<String> response = send("GET", "1", "/export");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Content-Disposition")).isEmpty();
    }

    @Test
    void shouldTakeMomentsAsTheyAreNamed() throws Exception {
        long before = Instant.now().getEpochSecond();
        save(1, "a", "m", "one");
        long after = Instant.now().getEpochSecond();
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(before), ZoneOffset.UTC);

        // What is named is included, a day as a second.
        assertThat(LongStream.rangeClosed(before, after)
                        .mapToObj(second -> "?from=" + second + "&to=" + second)
                        .map(this::linesOf))
                .contains(List.of(example("one")));
        assertThat(lines("1", "?from=" + day + "&to=" + day.plusDays(1))).containsExactly(example("one"));
        assertThat(lines("1", "?from=" + (after + 1) + "&to=" + (after + 1))).isEmpty();
        assertThat(lines("1", "?from=9999-12-31")).isEmpty();
        assertThat(lines("1", "?from=99999999999")).isEmpty();
        assertThat(lines("1", "?to=0")).isEmpty();
    }

    private List<String> linesOf(String query) {
        try {
            return lines("1", query);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing on the way may take a character for the end of a line, or lose one. */
    @Test
    void shouldSendWhatIsHardToSend() throws Exception {
        String said = "a\u0000b\u2028c\u2029d\u0085e\r\nf\ud83d\ude00g\u007f\ufeff\"\\";
        save(1, "hard", "m\u2028n", said);
        save(1, "lone", "m", "x\ud83dy\udc00z");

        HttpResponse<byte[]> response = http.send(request("GET", "1", "/export"), BodyHandlers.ofByteArray());
        String sent = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(response.body()))
                .toString();

        assertThat(sent.split("\n"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).doesNotContain("\r"));
        assertThat(contents(sent.split("\n")[0])).containsExactly(said, "re: " + said);
        assertThat(sent.split("\n")[1]).contains("\"x\\ud83dy\\udc00z\"");
        assertThat(lines("1", "?format=mes&model=m%E2%80%A8n")).hasSize(1);
    }

    @SuppressWarnings("unchecked")
    private static List<String> contents(String line) {
        Map<String, List<Map<String, String>>> example = (Map<String, List<Map<String, String>>>) JsonValues.read(line);
        return example.getOrDefault("messages", List.of()).stream()
                .map(message -> message.getOrDefault("content", ""))
                .toList();
    }

    @Test
    void shouldSendWhatIsLarge() throws Exception {
        String text = "\u00e9".repeat(10 << 20);
        save(1, "large", "m", text);
        String turns = IntStream.range(0, 100_000)
                .mapToObj(i -> "{\"role\":\"" + (i % 2 == 0 ? "user" : "assistant") + "\",\"content\":\"" + i + "\"}")
                .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
        new ConversationImport(store.transfer()::store, 2L, Instant.now())
                .read(new ByteArrayInputStream(turns.getBytes(StandardCharsets.UTF_8)), problem -> {
                    throw new AssertionError(problem);
                });

        assertThat(contents(lines("1", "").get(0))).containsExactly(text, "re: " + text);
        assertThat(lines("2", "")).containsExactly(turns);
        assertThat(lines("2", "?format=mes"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("\"content\":\"99999\""));
    }

    @Test
    void shouldSendPlainWhatMayBeCompressed() throws Exception {
        save(1, "a", "m", "one");
        HttpRequest compressed = HttpRequest.newBuilder(request("GET", "1", "/export"), (name, value) -> true)
                .header("Accept-Encoding", "gzip, br")
                .build();

        HttpResponse<String> response = http.send(compressed, BodyHandlers.ofString());

        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(response.body()).isEqualTo(example("one") + "\n");
    }
}
