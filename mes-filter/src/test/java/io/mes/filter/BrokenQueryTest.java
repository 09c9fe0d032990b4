package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.filter.query.MesServlet;
import io.mes.filter.query.StoredCompletionsFilter;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.json.JsonValues;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Verifies that a query which is not percent-encoded UTF-8 is complained of, whatever the container thinks of it: neither a fault
 * of the server nor a question for more than was meant.
 */
@OnEveryContainer
@Timeout(60)
final class BrokenQueryTest {

    private static final String ADMINISTRATOR = "99";
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final TestContainer container;

    @TempDir
    private Path directory;

    private ConversationStore store;
    private RunningContainer server;

    BrokenQueryTest(TestContainer container) {
        this.container = container;
    }

    /** What would ask a model. */
    private static final class Model extends HttpServlet {

        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void start() {
        store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .completions(true)
                .build());
        MesHelper helper = new MesHelper(store);
        for (long user = 1; user <= 2; user++) {
            helper.saveChatCompletion(
                    null,
                    "c\u00e9",
                    List.of(Map.of("role", "user", "content", "question of " + user)),
                    Map.of(
                            "id",
                            "chatcmpl-" + user,
                            "choices",
                            List.of(Map.of("message", Map.of("role", "assistant", "content", "yes")))),
                    "m\u00e9 +",
                    user,
                    1,
                    1);
        }
        Filter identity = (request, response, chain) -> {
            String user = ((HttpServletRequest) request).getHeader("User");
            request.setAttribute(IdentityResolver.USER_ID, user);
            request.setAttribute(IdentityResolver.ADMINISTRATOR, ADMINISTRATOR.equals(user));
            chain.doFilter(request, response);
        };
        server = container.start(new Application()
                .filter(identity)
                .filter(new StoredCompletionsFilter(store))
                .servlet("/api/v1/*", new MesServlet(store))
                .servlet(Application.CHAT_PATH + "/*", new Model()));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private RawResponse get(String user, String target) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            return connection
                    .send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUser: " + user
                            + "\r\nConnection: close\r\n\r\n")
                    .readResponse();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /api/v1/conversations?model=%zz,                 model
            /api/v1/conversations?model=%,                   model
            /api/v1/conversations?model=m%c,                 model
            /api/v1/conversations?model=%+1,                 model
            /api/v1/conversations?model=%C3%28,              model
            /api/v1/conversations?q=%C3,                     q
            /api/v1/conversations?q=%C0%AF,                  q
            /api/v1/conversations?q=%E0%80%AF,               q
            /api/v1/conversations?q=%ED%A0%80,               q
            /api/v1/conversations?q=%F4%90%80%80,            q
            /api/v1/conversations?q=a%00b,                   q
            /api/v1/conversations?%C3=1,                     query
            /api/v1/conversations?limit=1&x=%,               x
            /api/v1/conversations/c%C3%A9?after=%zz,         after
            /api/v1/errors?after=%80,                        after
            /api/v1/export?user_id=%zz,                      user_id
            /api/v1/export?user_id=2%00,                     user_id
            /api/v1/export?format=%6des%,                    format
            /v1/chat/completions?model=%zz,                  model
            /v1/chat/completions?after=%FF,                  after
            /v1/chat/completions?metadata[a]=%C3%28,         metadata[a]
            /v1/chat/completions?metadata%5Ba%5D=%00,        metadata[a]
            /v1/chat/completions/chatcmpl-1/messages?order=%, order
            """)
    void shouldNameWhatIsNotEncoded(String target, String parameter) throws IOException {
        // Tomcat takes no brackets in an address.
        String sent = target.replace("[", "%5B").replace("]", "%5D");

        RawResponse response = get(ADMINISTRATOR, sent);

        assertThat(response.status()).as(response.text()).isEqualTo(400);
        if (container == TestContainer.UNDERTOW && BROKEN_ESCAPE.matcher(target).find()) {
            // It says so itself, without a word, before any servlet.
            assertThat(response.text()).isEmpty();
            return;
        }
        assertThat(response.header("Content-Type")).startsWith("application/json");
        @SuppressWarnings("unchecked")
        Map<String, Object> error = ((Map<String, Map<String, Object>>) JsonValues.read(response.text())).get("error");
        assertThat(error)
                .containsEntry("param", parameter)
                .containsEntry("type", "invalid_request_error")
                .containsEntry("code", "invalid_parameter");
        assertThat(String.valueOf(error.get("message"))).startsWith(parameter + " must ");
    }

    @Test
    void shouldAskForTheCallerFirst() throws IOException {
        for (String target : List.of(
                "/api/v1/conversations?q=%FF",
                "/api/v1/conversations/c?after=%FF", "/api/v1/export?format=%FF", "/v1/chat/completions?model=%FF")) {
            assertThat(get("0", target).status()).as(target).isEqualTo(401);
        }
    }

    @Test
    void shouldReadWhatIsEncoded() throws IOException {
        for (String model : List.of("m%C3%A9+%2B", "m%c3%a9%20%2b", "%6D%C3%A9+%2B&model=other", "m%C3%A9+%2B&&=&x")) {
            assertThat(get("1", "/api/v1/conversations?model=" + model).text()).contains("question of 1");
            assertThat(get("1", "/v1/chat/completions?m%6fdel=" + model).text()).contains("chatcmpl-1");
        }
        assertThat(get("1", "/api/v1/conversations?model=other").text()).doesNotContain("question of 1");
        assertThat(get("1", "/api/v1/conversations?q=%F0%9F%98%80").text()).doesNotContain("question of 1");
        assertThat(get(ADMINISTRATOR, "/api/v1/export?user_id=2").text()).contains("question of 2");
        assertThat(get("1", "/api/v1/conversations?").text()).contains("question of 1");
        // A plus sign in the path is one.
        assertThat(get("1", "/api/v1/conversations/c%C3%A9?limit=%31").text()).contains("question of 1");
    }
}
