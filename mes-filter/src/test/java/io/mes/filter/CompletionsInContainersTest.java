package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionListParams;
import com.openai.models.chat.completions.ChatCompletionUpdateParams;
import com.openai.services.blocking.chat.ChatCompletionService;
import io.mes.filter.query.StoredCompletionsFilter;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies with OpenAI's client that stored completions are answered for in every container, and the model by its gateway. */
@OnEveryContainer
@Timeout(60)
final class CompletionsInContainersTest {

    private final TestContainer container;

    @TempDir
    private Path directory;

    private ConversationStore store;
    private RunningContainer server;
    private ChatCompletionService completions;

    CompletionsInContainersTest(TestContainer container) {
        this.container = container;
    }

    /** The gateway, which counts its answers. */
    private static final class Model extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private final AtomicInteger answers = new AtomicInteger();

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            response.setContentType("application/json");
            response.getOutputStream()
                    .print("{\"id\":\"chatcmpl-" + answers.incrementAndGet()
                            + "\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"gpt-x\",\"choices\":[{\"index\":0,"
                            + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\",\"refusal\":null},\"logprobs\":null,"
                            + "\"finish_reason\":\"stop\"}]}");
        }
    }

    @BeforeEach
    void start() {
        store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .completions(true)
                .build());
        server = container.start(new Application()
                .filter(RecordingApplication::authenticate)
                .filter(new MesFilter(store))
                .filter(new StoredCompletionsFilter(store))
                .servlet("/v1/*", new Model()));
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(address("/v1").toString())
                .apiKey("sk-any")
                .maxRetries(0)
                .build();
        completions = client.chat().completions();
        for (String team : List.of("red", "blue & grün [1]", "red")) {
            completions.create(ChatCompletionCreateParams.builder()
                    .model("gpt-x")
                    .metadata(ChatCompletionCreateParams.Metadata.builder()
                            .putAdditionalProperty("team", JsonValue.from(team))
                            .build())
                    .addUserMessage("hello")
                    .build());
        }
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private List<String> ids(ChatCompletionListParams.Builder params) {
        List<String> ids = new ArrayList<>();
        completions.list(params.build()).autoPager().forEach(completion -> ids.add(completion.id()));
        return ids;
    }

    private static ChatCompletionListParams.Builder ofTeam(String team) {
        return ChatCompletionListParams.builder()
                .metadata(ChatCompletionListParams.Metadata.builder()
                        .putAdditionalProperty("team", team)
                        .build());
    }

    @Test
    void shouldListPageByPage() {
        assertThat(ids(ChatCompletionListParams.builder().limit(2)))
                .containsExactly("chatcmpl-1", "chatcmpl-2", "chatcmpl-3");
        assertThat(ids(ofTeam("red").limit(1).order(ChatCompletionListParams.Order.DESC)))
                .containsExactly("chatcmpl-3", "chatcmpl-1");
        assertThat(ids(ofTeam("blue & grün [1]"))).containsExactly("chatcmpl-2");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> ids(ChatCompletionListParams.builder().limit(0)))
                .satisfies(e -> assertThat(e.param()).contains("limit"));
    }

    @Test
    void shouldReadLabelAndDelete() {
        ChatCompletion found = completions.retrieve("chatcmpl-1");
        assertThat(found.validate().choices().get(0).message().content()).contains("hi");
        assertThat(completions.messages().list("chatcmpl-1").data())
                .singleElement()
                .satisfies(message -> assertThat(message.content()).contains("hello"));

        completions.update(ChatCompletionUpdateParams.builder()
                .completionId("chatcmpl-1")
                .metadata(ChatCompletionUpdateParams.Metadata.builder()
                        .putProperty("team", "grün")
                        .build())
                .build());
        assertThat(ids(ofTeam("grün"))).containsExactly("chatcmpl-1");

        assertThat(completions.delete("chatcmpl-2").deleted()).isTrue();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> completions.retrieve("chatcmpl-2"));
        assertThat(ids(ChatCompletionListParams.builder())).containsExactly("chatcmpl-1", "chatcmpl-3");
    }

    @Test
    void shouldTakeABodyInChunks() throws Exception {
        byte[] body = "{\"metadata\":{\"team\":\"chunked\"}}".getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(address("/v1/chat/completions/chatcmpl-1"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(ids(ofTeam("chunked"))).containsExactly("chatcmpl-1");
    }
}
