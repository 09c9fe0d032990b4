package io.mes.filter.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mes.filter.IdentityResolver;
import io.mes.filter.MesHelper;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.json.JsonValues;
import io.mes.storage.query.CompletionPage;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies over HTTP what the filter answers, what it leaves to the gateway, and what it complains about. */
final class StoredCompletionsFilterTest {

    private static final String LIST = "/v1/chat/completions";
    private static final String ONE = LIST + "/chatcmpl-1";

    @TempDir
    private Path directory;

    private final Server server = new Server(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private ConversationStore store;

    /** What stands behind the filter, and would ask a model. */
    private static final class Model extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            response.getWriter()
                    .print("model " + request.getMethod() + " " + request.getRequestURI() + " "
                            + new String(body, StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void start() throws Exception {
        store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .completions(true)
                .build());
        ServletContextHandler context = new ServletContextHandler("/app");
        Filter identity = (request, response, chain) -> {
            request.setAttribute(IdentityResolver.USER_ID, ((HttpServletRequest) request).getHeader("User"));
            chain.doFilter(request, response);
        };
        context.addFilter(new FilterHolder(identity), "/*", EnumSet.of(DispatcherType.REQUEST));
        FilterHolder completions = new FilterHolder(new StoredCompletionsFilter(store));
        completions.setAsyncSupported(true);
        context.addFilter(completions, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Model()), "/");
        server.setHandler(context);
        server.start();
        save("c", "chatcmpl-1", "hello");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        store.close();
    }

    private void save(String conversation, String id, Object... said) {
        new MesHelper(store)
                .saveChatCompletion(
                        null,
                        conversation,
                        Arrays.stream(said)
                                .map(content -> Map.of("role", "user", "content", content))
                                .toList(),
                        Map.of(
                                "id",
                                id,
                                "choices",
                                List.of(Map.of(
                                        "index",
                                        0,
                                        "message",
                                        Map.of("role", "assistant", "content", "hi"),
                                        "finish_reason",
                                        "stop"))),
                        "m",
                        1,
                        2,
                        3);
    }

    private HttpResponse<String> send(String method, @Nullable String user, String path, String body) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/app" + path))
                .method(method, BodyPublishers.ofString(body));
        if (user != null) {
            request.header("User", user);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return send(method, "1", path, "");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> get(String path) throws Exception {
        HttpResponse<String> response = send("GET", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        return (Map<String, Object>) JsonValues.read(response.body());
    }

    private void assertProblem(HttpResponse<String> response, int status, @Nullable String param) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":{\"message\":\"");
        assertThat(response.body()).contains("\"param\":" + (param == null ? "null" : "\"" + param + "\""));
    }

    @Test
    void shouldAnswerInTheShapesOfOpenAi() throws Exception {
        long created = ((Number) get(ONE).get("created")).longValue();
        String completion = send("GET", ONE).body();
        String messageId = completion.replaceFirst("(?s).*\"message_id\":\"([^\"]+)\".*", "$1");

        assertThat(completion)
                .isEqualTo("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":" + created
                        + ",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\","
                        + "\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"tool_choice\":null,\"seed\":null,"
                        + "\"top_p\":null,\"temperature\":null,\"presence_penalty\":null,\"frequency_penalty\":null,"
                        + "\"tools\":null,\"response_format\":null,\"input_user\":null,\"metadata\":{},"
                        + "\"mes\":{\"conversation_id\":\"c\",\"message_id\":\"" + messageId + "\"}}");
        assertThat(send("GET", LIST).body())
                .isEqualTo("{\"object\":\"list\",\"data\":[" + completion
                        + "],\"first_id\":\"chatcmpl-1\",\"last_id\":\"chatcmpl-1\",\"has_more\":false}");
        assertThat(send("GET", ONE + "/messages").body())
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"chatcmpl-1-0\",\"role\":\"user\",\"content\":\"hello\","
                                + "\"name\":null,\"content_parts\":null}],\"first_id\":\"chatcmpl-1-0\","
                                + "\"last_id\":\"chatcmpl-1-0\",\"has_more\":false}");
        assertThat(send("DELETE", ONE).body())
                .isEqualTo("{\"object\":\"chat.completion.deleted\",\"id\":\"chatcmpl-1\",\"deleted\":true}");
        assertThat(send("GET", LIST).body())
                .isEqualTo("{\"object\":\"list\",\"data\":[],\"first_id\":null,\"last_id\":null,\"has_more\":false}");
    }

    /** As where more were deleted by hand than one request passes. */
    @Test
    void shouldTellTheWayOnOfAnEmptyPage() {
        assertThat(CompletionPages.list(new CompletionPage(List.of(), true, "chatcmpl-9")))
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[],\"first_id\":null,\"last_id\":\"chatcmpl-9\",\"has_more\":true}");
    }

    /** Of what other servers answer, typed clients must be able to read what OpenAI's would be. */
    @Test
    void shouldGiveNumbersAndObjectsWhereOpenAiDoes() throws Exception {
        new MesHelper(store)
                .saveChatCompletion(
                        null,
                        "odd",
                        List.of(Map.of("role", "user", "content", 7)),
                        Map.of(
                                "id",
                                "odd",
                                "created",
                                "yesterday",
                                "choices",
                                List.of(Map.of("index", 0, "message", Map.of("tool_calls", List.of())))),
                        "m",
                        1,
                        2,
                        3);

        Map<String, Object> odd = get(LIST + "/odd");

        assertThat(odd.get("created")).isInstanceOf(Long.class);
        assertThat(odd).containsEntry("metadata", Map.of());
        assertThat(odd.get("choices").toString()).contains("role=assistant", "content=null", "finish_reason=null");
    }

    @Test
    void shouldTellPartsBesideTheContent() throws Exception {
        save("d", "chatcmpl-2", List.of(Map.of("type", "text", "text", "look")));

        assertThat(send("GET", LIST + "/chatcmpl-2/messages").body())
                .contains("\"content\":null,\"name\":null,\"content_parts\":[{")
                .contains("\"text\":\"look\"");
    }

    private void answer(String id, List<Object> choices) {
        new MesHelper(store)
                .saveChatCompletion(
                        null,
                        id,
                        List.of(Map.of("role", "user", "content", "q")),
                        Map.of("id", id, "choices", choices),
                        "m",
                        1,
                        2,
                        3);
    }

    @Test
    void shouldTellPartsOfAnAnswerBesideItsContent() throws Exception {
        Object parts = List.of(Map.of("type", "text", "text", "hi"));
        answer("parts", List.of(Map.of("message", Map.of("role", "assistant", "content", parts))));

        assertThat(send("GET", LIST + "/parts").body())
                .contains("\"content\":null,\"refusal\":null,\"content_parts\":[{")
                .contains("\"text\":\"hi\"");
    }

    @Test
    void shouldGiveNoChoiceWhereThereIsNone() throws Exception {
        answer("none", List.of());

        assertThat(send("GET", LIST + "/none").body()).contains("\"id\":\"none\"", "\"choices\":[],");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/chat/completions",
        "POST, /v1/chat/completions/",
        "DELETE, /v1/chat/completions",
        "PUT, /v1/chat/completions/chatcmpl-1",
        "PATCH, /v1/chat/completions/chatcmpl-1",
        "OPTIONS, /v1/chat/completions",
        "OPTIONS, /v1/chat/completions/chatcmpl-1",
        "POST, /v1/chat/completions/chatcmpl-1/messages",
        "DELETE, /v1/chat/completions/chatcmpl-1/messages",
        "GET, /v1/chat/completions/chatcmpl-1/messages/m",
        "GET, /v1/chat/completionsx",
        "GET, /v1/completions/chatcmpl-1",
        "GET, /v1/models",
        "GET, /"
    })
    void shouldLeaveTheRestToTheGateway(String method, String path) throws Exception {
        assertThat(send(method, null, path, "{}").body()).isEqualTo("model " + method + " /app" + path + " {}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions/",
                "/v1/chat/complet%69ons",
                "/openai/deployments/m/chat/completions",
                "/chat/completions?limit=1&order=desc",
                "/v1/chat/completions/chatcmpl%2D1",
                "/v1/chat/completions/chatcmpl-1/",
                "/v1/chat/completions/chatcmpl-1/messages/?limit=1"
            })
    void shouldAnswerWhereverTheGatewayHasItsCompletions(String path) throws Exception {
        assertThat(get(path).toString()).contains("chatcmpl-1");
    }

    @Test
    void shouldAnswerAHeadWithoutABody() throws Exception {
        HttpResponse<String> response = send("HEAD", ONE);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=101, limit",
        "limit=-1, limit",
        "limit=ten, limit",
        "limit=, limit",
        "limit=99999999999, limit",
        "order=up, order",
        "order=DESC, order",
        "order=, order",
        "after=nothing, after",
        "after=chatcmpl-1%00, after",
        "after=%27%20OR%201=1, after",
        "metadata=x, metadata",
        "metadata%5B=x, metadata",
        "metadata.k=x, metadata"
    })
    void shouldNameTheParameterThatIsWrong(String query, String param) throws Exception {
        assertProblem(send("GET", LIST + "?" + query), 400, param);
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "order=up, order", "after=chatcmpl-1, after", "after=chatcmpl-1-1, after"})
    void shouldNameTheParameterThatIsWrongOfMessages(String query, String param) throws Exception {
        assertProblem(send("GET", ONE + "/messages?" + query), 400, param);
    }

    @Test
    void shouldNotLookForTooMuchAtOnce() throws Exception {
        String sixteen = "metadata[k]=v&".repeat(16);

        assertThat(send("GET", LIST + "?" + sixteen.replace("[", "%5B").replace("]", "%5D"))
                        .statusCode())
                .isEqualTo(200);
        assertProblem(
                send(
                        "GET",
                        LIST + "?"
                                + (sixteen + "metadata[l]=v")
                                        .replace("[", "%5B")
                                        .replace("]", "%5D")),
                400,
                "metadata");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|body",
                "x|body",
                "[]|body",
                "{\"metadata\":{}|body",
                "{}|metadata",
                "{\"metadata\":[]}|metadata",
                "{\"metadata\":\"x\"}|metadata",
                "{\"metadata\":{},\"model\":\"other\"}|model",
                "{\"metadata\":{\"k\":1}}|metadata.k",
                "{\"metadata\":{\"k\":null}}|metadata.k",
                "{\"metadata\":{\"k\":{}}}|metadata.k"
            })
    void shouldNameWhatIsWrongInABody(String body, String param) throws Exception {
        assertProblem(send("POST", "1", ONE, body), 400, param);
        assertThat(get(ONE)).containsEntry("metadata", Map.of());
    }

    @Test
    void shouldHoldMetadataWithinTheLimitsOfOpenAi() throws Exception {
        StringBuilder full = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            full.append(i == 0 ? "" : ",")
                    .append('"')
                    .append((char) ('a' + i))
                    .append("x".repeat(63))
                    .append("\":\"")
                    .append("ü".repeat(512))
                    .append('"');
        }
        assertThat(send("POST", "1", ONE, "{\"metadata\":{" + full + "}}").statusCode())
                .isEqualTo(200);
        assertProblem(send("POST", "1", ONE, "{\"metadata\":{" + full + ",\"more\":\"\"}}"), 400, "metadata");
        assertProblem(send("POST", "1", ONE, "{\"metadata\":{\"" + "k".repeat(65) + "\":\"\"}}"), 400, "metadata");
        assertProblem(send("POST", "1", ONE, "{\"metadata\":{\"k\":\"" + "v".repeat(513) + "\"}}"), 400, "metadata.k");
        assertProblem(send("POST", "1", ONE, "{\"metadata\":{\"k\":\"" + " ".repeat(200_000) + "\"}}"), 400, "body");
        assertProblem(send("POST", "1", ONE, " ".repeat(10 << 20)), 400, "body");
        assertThat((Map<?, ?>) get(ONE).get("metadata")).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE"})
    void shouldAnswerOthersAsIfThereWereNothing(String method) throws Exception {
        HttpResponse<String> others = send(method, "2", ONE, "{\"metadata\":{}}");
        HttpResponse<String> unknown = send(method, "1", LIST + "/nothing", "{\"metadata\":{}}");

        assertProblem(others, 404, null);
        assertThat(others.body()).isEqualTo(unknown.body());
        assertThat(send("GET", "2", ONE + "/messages", "").body()).isEqualTo(unknown.body());
        assertThat(send("GET", "2", LIST, "").body()).contains("\"data\":[]");
        assertThat(send("GET", "2", LIST + "?after=chatcmpl-1", "").body())
                .isEqualTo(send("GET", "2", LIST + "?after=nothing", "").body());
        assertThat(get(ONE)).containsEntry("metadata", Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions",
        "GET, /v1/chat/completions/chatcmpl-1",
        "GET, /v1/chat/completions/chatcmpl-1/messages",
        "POST, /v1/chat/completions/chatcmpl-1",
        "DELETE, /v1/chat/completions/chatcmpl-1"
    })
    void shouldAnswerNobody(String method, String path) throws Exception {
        assertProblem(send(method, null, path, "{}"), 401, null);
        assertThat(send(method, null, path, "{}").body()).contains("authentication_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%C3%A9", "%20", "chatcmpl-1%20", "%27%20OR%201=1", "chatcmpl-1;x=y", "chatcmpl-%F0%9F%98%80"})
    void shouldFindNothingUnderOtherIds(String id) throws Exception {
        assertProblem(send("GET", LIST + "/" + id), 404, null);
        assertProblem(send("GET", LIST + "/" + id + "x".repeat(3000)), 404, null);
        assertProblem(send("DELETE", LIST + "/" + id), 404, null);
    }

    @Test
    void shouldSayWhatToDeleteInsteadAndThatItIsNoUseToTryAgain() throws Exception {
        save("c", "chatcmpl-2", "hello", "more");

        HttpResponse<String> response = send("DELETE", ONE);

        assertProblem(response, 409, null);
        assertThat(response.body()).contains("delete the conversation c as a whole");
        assertThat(response.headers().firstValue("X-Should-Retry")).hasValue("false");
        assertThat(get(LIST).toString()).contains("chatcmpl-1", "chatcmpl-2");
    }

    @Test
    void shouldRefuseAStoreThatNotesNothingOfCompletions() {
        StorageConfig config = StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("other.db").toString()))
                .build();
        try (ConversationStore other = ConversationStore.open(config)) {
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> new StoredCompletionsFilter(other))
                    .withMessageContaining("MES_COMPLETIONS_ENABLED");
        }
    }
}
