package io.mes.filter.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.filter.IdentityResolver;
import io.mes.filter.MesFilter;
import io.mes.filter.MesHelper;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.json.JsonValues;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies the query servlet over HTTP: its answers, its pages, its complaints, and that users are kept apart. */
final class MesServletTest {

    @TempDir
    private Path directory;

    private final Server server = new Server(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private ConversationStore store;
    private MesHelper helper;

    @BeforeEach
    void start() throws Exception {
        store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .zone(ZoneOffset.UTC)
                .build());
        helper = new MesHelper(store);
        ServletContextHandler context = new ServletContextHandler("/app");
        Filter identity = (request, response, chain) -> {
            String user = ((HttpServletRequest) request).getHeader("User");
            if (user != null) {
                request.setAttribute(IdentityResolver.USER_ID, user);
                request.setAttribute(IdentityResolver.ADMINISTRATOR, user.equals("99"));
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

    private HttpResponse<String> send(String method, String user, String path) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/app/api/v1" + path))
                .method(method, BodyPublishers.noBody());
        if (user != null) {
            request.header("User", user);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> get(String path) throws Exception {
        HttpResponse<String> response = send("GET", "1", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        return (Map<String, Object>) JsonValues.read(response.body());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> page, String name) {
        return (List<Map<String, Object>>) page.get(name);
    }

    private void save(String conversation, String model, String... said) {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (String text : said) {
            messages.add(Map.of("role", "user", "content", text));
        }
        Map<String, Object> message = Map.of("role", "assistant", "content", "re: " + said[said.length - 1]);
        helper.saveChatCompletion(
                null,
                conversation,
                messages,
                Map.of(
                        "choices", List.of(Map.of("index", 0, "message", message, "finish_reason", "stop")),
                        "usage", Map.of("prompt_tokens", 1, "completion_tokens", 2, "total_tokens", 3)),
                model,
                1,
                2,
                3);
    }

    @Test
    void shouldPageThroughConversations() throws Exception {
        for (int i = 0; i < 7; i++) {
            save("c" + i, "m" + i % 2, "Title " + i);
        }
        List<Object> seen = new ArrayList<>();
        String after = "";
        Map<String, Object> page;
        do {
            page = get("/conversations?limit=3" + after);
            list(page, "conversations").forEach(conversation -> seen.add(conversation.get("conversation_id")));
            after = "&after=" + page.get("next");
        } while (page.get("has_more").equals(true));

        assertThat(seen).containsExactlyInAnyOrder("c0", "c1", "c2", "c3", "c4", "c5", "c6");
        assertThat(page.get("next")).isNull();
        assertThat(list(get("/conversations?limit=3&offset=5"), "conversations"))
                .extracting(conversation -> conversation.get("conversation_id"))
                .containsExactlyElementsOf(seen.subList(5, 7));
        assertThat(list(get("/conversations?model=m1"), "conversations")).hasSize(3);
        assertThat(list(get("/conversations?q=tItLe%205"), "conversations"))
                .singleElement()
                .satisfies(conversation -> assertThat(conversation)
                        .containsOnlyKeys(
                                "conversation_id",
                                "title",
                                "model_name",
                                "message_count",
                                "total_tokens",
                                "created_at",
                                "updated_at")
                        .containsEntry("title", "Title 5")
                        .containsEntry("message_count", 2L)
                        .containsEntry("total_tokens", 3L));
        assertThat(list(get("/conversations?q=%25"), "conversations")).isEmpty();
    }

    @Test
    void shouldFilterConversationsByTime() throws Exception {
        save("c", "m", "now");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);

        for (String query : List.of(
                "from=" + today.minusDays(1),
                "to=" + today.plusDays(1),
                "from=2020-01-01&to=" + today.plusDays(1),
                "from=1577836800",
                "from=2020-01-01T00:00:00Z")) {
            assertThat(list(get("/conversations?" + query), "conversations"))
                    .as(query)
                    .hasSize(1);
        }
        for (String query : List.of("to=" + today.minusDays(2), "from=" + today.plusDays(2), "to=1577836800")) {
            assertThat(list(get("/conversations?" + query), "conversations"))
                    .as(query)
                    .isEmpty();
        }
    }

    @Test
    void shouldPageThroughMessages() throws Exception {
        helper.saveChatCompletion(
                null,
                "c",
                List.of(
                        Map.of("role", "system", "content", "S1"),
                        Map.of("role", "developer", "content", "S2"),
                        Map.of("role", "user", "content", "q1")),
                Map.of("choices", List.of(Map.of("message", Map.of("role", "assistant", "content", "a1")))),
                "m",
                1,
                2,
                3);
        save("c", "m", "q2");
        for (int limit = 1; limit <= 7; limit++) {
            List<Object> contents = new ArrayList<>();
            List<Object> ids = new ArrayList<>();
            String after = "";
            Map<String, Object> page;
            do {
                page = get("/conversations/c?limit=" + limit + after);
                assertThat(list(page, "messages")).hasSizeBetween(1, limit);
                list(page, "messages").forEach(message -> contents.add(message.get("content")));
                ids.addAll((List<?>) page.get("message_ids"));
                after = "&after=" + page.get("next");
            } while (page.get("has_more").equals(true));

            assertThat(contents).as("limit %d", limit).containsExactly("S1", "S2", "q1", "a1", "q2", "re: q2");
            assertThat(ids).hasSize(6).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldTellAllBranchesWithTheirParents() throws Exception {
        save("c", "m", "q");
        save("c", "m", "q");

        assertThat(list(get("/conversations/c"), "messages")).hasSize(2);
        Map<String, Object> all = get("/conversations/c?branch=all");
        List<?> ids = (List<?>) all.get("message_ids");
        assertThat(ids).hasSize(3);
        assertThat((List<?>) all.get("parents")).isEqualTo(Arrays.asList(null, ids.get(0), ids.get(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "/conversations?limit=0, limit",
        "/conversations?limit=101, limit",
        "/conversations?limit=x, limit",
        "/conversations?limit=, limit",
        "/conversations?offset=-1, offset",
        "/conversations?offset=10001, offset",
        "/conversations?after=%%%, after",
        "/conversations?after=bm90aGluZw, after",
        "/conversations?from=yesterday, from",
        "/conversations?to=2026-13-01, to",
        "/conversations?from=2026-11-22&to=2026-11-21, to",
        "/conversations/c?limit=1001, limit",
        "/conversations/c?after=1, after",
        "/conversations/c?after=99999999-1, after",
        "/conversations/c?branch=some, branch",
        "/errors?limit=101, limit",
        "/errors?after=x-1, after"
    })
    void shouldNameTheParameterThatIsWrong(String path, String parameter) throws Exception {
        save("c", "m", "q");
        HttpResponse<String> response = send("GET", "1", path.replace("%%%", "%25%25"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"" + parameter + "\"", "\"type\":\"invalid_request_error\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/conversations/c",
                "/conversations/unknown",
                "/conversations/c/requests/x",
                "/",
                "",
                "/unknown",
                "/conversations/c/requests",
                "/stats",
                "/stats/other",
                "/admin/unknown"
            })
    void shouldAnswerWhatIsNotTheCallersAsWhatIsNot(String path) throws Exception {
        save("c", "m", "q");
        HttpResponse<String> response = send("GET", "2", path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"code\":\"not_found\"");
    }

    @Test
    void shouldAskForTheCaller() throws Exception {
        for (String path : List.of("/conversations", "/conversations/c", "/stats/conversations", "/errors")) {
            assertThat(send("GET", null, path).statusCode()).isEqualTo(401);
        }
        assertThat(send("DELETE", null, "/conversations/c").statusCode()).isEqualTo(401);
        assertThat(send("GET", null, "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTellWhichMethodsThereAre() throws Exception {
        HttpResponse<String> response = send("POST", "1", "/conversations/c");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, DELETE");
        assertThat(send("HEAD", "1", "/stats/conversations").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldDelete() throws Exception {
        save("c", "m", "q");
        save("d", "m", "q");

        assertThat(send("DELETE", "2", "/conversations/c").statusCode()).isEqualTo(404);
        HttpResponse<String> deleted = send("DELETE", "1", "/conversations/c");
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEqualTo("{\"conversation_id\":\"c\",\"deleted\":true,\"messages\":2}");
        assertThat(send("DELETE", "1", "/conversations/c").statusCode()).isEqualTo(404);
        assertThat(list(get("/conversations"), "conversations")).hasSize(1);
        assertThat(get("/stats/conversations"))
                .containsEntry("total_conversations", 1L)
                .containsEntry("total_messages", 2L)
                .containsEntry("total_tokens", 3L)
                .containsEntry("models_used", Map.of("m", 2L));
    }

    @Test
    void shouldPageThroughErrors() throws Exception {
        for (int i = 0; i < 5; i++) {
            helper.saveErrorConversation(
                    null, "c", List.of(Map.of("role", "user", "content", "q" + i)), 500 + i, "e" + i, "m", 1, 2, 3);
        }
        Map<String, Object> first = get("/errors?limit=3");
        assertThat(list(first, "errors"))
                .extracting(error -> error.get("error_message"))
                .containsExactly("e4", "e3", "e2");
        assertThat(list(get("/errors?after=" + first.get("next")), "errors"))
                .extracting(error -> error.get("content"))
                .containsExactly("q1", "q0");
    }

    @Test
    void shouldBeMadeByTheContainerTogetherWithTheFilter() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter = new FilterHolder(MesFilter.class);
        ServletHolder servlet = new ServletHolder(MesServlet.class);
        String file = directory.resolve("other.db").toString();
        for (var holder : List.of(filter, servlet)) {
            holder.setInitParameter("MES_SQL_DSN", "local");
            holder.setInitParameter("sqlite.path", file);
        }
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        servlet.setInitOrder(1);
        context.addServlet(servlet, "/api/v1/*");
        Server other = new Server(0);
        other.setHandler(context);
        other.start();
        try {
            URI health = URI.create("http://localhost:" + ((ServerConnector) other.getConnectors()[0]).getLocalPort()
                    + "/api/v1/health");
            assertThat(http.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                            .body())
                    .contains("\"status\":\"ok\"");
            assertThat(Path.of(file)).exists();
        } finally {
            other.stop();
        }
    }

    @Test
    void shouldRefuseToStartWithAWrongSetting() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder servlet = new ServletHolder(MesServlet.class);
        servlet.setInitParameter("MES_SQL_DSN", "nonsense");
        servlet.setInitOrder(1);
        context.addServlet(servlet, "/*");
        Server other = new Server(0);
        other.setHandler(context);

        assertThatThrownBy(other::start).hasStackTraceContaining("MES_SQL_DSN: The data source name");
        other.stop();
    }

    /** Administrators are told what is, without waiting for what is being written. */
    private void awaitIdle() {
        await().until(() -> store.stats().unsettled() == 0 && store.stats().backlog() == 0);
    }

    @Test
    void shouldTellAdministratorsWhatTheDaysHold() throws Exception {
        save("c", "m", "hi");
        store.createTableIfNotExists(LocalDate.of(2020, 1, 2));
        awaitIdle();

        HttpResponse<String> response = send("GET", "99", "/admin/partitions");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"partitions\":[{\"day\":\"2020-01-02\",\"messages\":0,\"errors\":0,\"bytes\":")
                .contains("{\"day\":\"" + LocalDate.now(ZoneOffset.UTC) + "\",\"messages\":2,\"errors\":0,\"bytes\":");
    }

    @Test
    void shouldLetAdministratorsDropADayThatHasEnded() throws Exception {
        store.createTableIfNotExists(LocalDate.of(2020, 1, 2));

        assertThat(send("DELETE", "99", "/admin/partitions/2020-01-02").body())
                .isEqualTo("{\"day\":\"2020-01-02\",\"dropped\":true}");
        assertThat(send("DELETE", "99", "/admin/partitions/2020-01-02").statusCode())
                .isEqualTo(404);
        HttpResponse<String> today = send("DELETE", "99", "/admin/partitions/" + LocalDate.now(ZoneOffset.UTC));
        assertThat(today.statusCode()).isEqualTo(400);
        assertThat(today.body()).contains("\"param\":\"day\"").contains("must have ended");
        assertThat(send("DELETE", "99", "/admin/partitions/2020-02-30").statusCode())
                .isEqualTo(400);
    }

    @Test
    void shouldLetAdministratorsRecount() throws Exception {
        save("c", "m", "hi");
        store.queries().stats(1);

        assertThat(send("POST", "99", "/admin/recount").body())
                .isEqualTo(
                        "{\"conversations\":1,\"wrong_conversations\":0,\"wrong_usage\":0,\"missing_completions\":0,\"stale_completions\":0,\"repaired\":false}");
        assertThat(send("POST", "99", "/admin/recount?repair=true").body()).contains("\"repaired\":true");
        assertThat(send("POST", "99", "/admin/recount?repair=maybe").statusCode())
                .isEqualTo(400);
    }

    @Test
    void shouldTellAdministratorsHowItIsDoing() throws Exception {
        save("c", "m", "q");
        awaitIdle();

        assertThat(send("GET", "99", "/admin/status").body())
                .startsWith("{\"status\":\"ok\",\"database\":\"ok\",\"durability\":\"async\",\"backlog\":0,")
                .contains("\"spool\":null,\"lost\":0,\"lost_by_reason\":{},\"gaps\":[]");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/admin/status",
        "GET,/admin/partitions",
        "DELETE,/admin/partitions/2020-01-02",
        "POST,/admin/recount"
    })
    void shouldKeepAllOthersFromAdministering(String method, String path) throws Exception {
        assertThat(send(method, null, path).statusCode()).isEqualTo(401);
        HttpResponse<String> response = send(method, "1", path);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("\"type\":\"permission_error\"");
    }
}
