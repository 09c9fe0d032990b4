package io.mes.demo;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionDeleted;
import com.openai.models.chat.completions.ChatCompletionListPage;
import com.openai.models.chat.completions.ChatCompletionListParams;
import com.openai.models.chat.completions.ChatCompletionListParams.Order;
import com.openai.models.chat.completions.ChatCompletionStoreMessage;
import com.openai.models.chat.completions.ChatCompletionUpdateParams;
import com.openai.models.chat.completions.messages.MessageListParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.services.blocking.chat.ChatCompletionService;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Verifies with the official client that stored completions are there as OpenAI has them, on every engine. */
@OnEveryEngine
@Timeout(120)
final class StoredCompletionsTest {

    @RegisterExtension
    private static final WireMockExtension UPSTREAM = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort())
            .build();

    private final TestDatabase database;

    @TempDir
    private Path directory;

    private RunningGateway gateway;
    private ChatCompletionService completions;

    StoredCompletionsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @BeforeEach
    void start() throws Exception {
        gateway = RunningGateway.start(
                directory,
                URI.create(UPSTREAM.baseUrl() + "/v1"),
                Map.of("MES_SQL_DSN", database.dsnText(), "MES_COMPLETIONS_ENABLED", "true"));
        completions = gateway.openAi(RunningGateway.ALICE).chat().completions();
    }

    @AfterEach
    void stop() {
        gateway.close();
        database.close();
    }

    private static void answer(String path, String type, String body) {
        UPSTREAM.stubFor(WireMock.post(path)
                .willReturn(aResponse().withHeader("Content-Type", type).withBody(body)));
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder().model("gpt-x");
    }

    /** Chats as OpenAI answers them. */
    private ChatCompletion say(String id, ChatCompletionCreateParams.Builder chat) {
        answer("/v1/chat/completions", "application/json", """
                {"id":"%s","object":"chat.completion","created":1700000000,"model":"gpt-x-2026","choices":[{"index":0,
                "message":{"role":"assistant","content":"answer %s","refusal":null},"logprobs":null,"finish_reason":"stop"}],
                "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":4}},
                "service_tier":"default","system_fingerprint":"fp_1"}""".formatted(id, id));
        return completions.create(chat.build());
    }

    private static ChatCompletionCreateParams.Builder ofTeam(String team) {
        return chat().metadata(ChatCompletionCreateParams.Metadata.builder()
                .putAdditionalProperty("team", JsonValue.from(team))
                .build());
    }

    private List<String> ids(ChatCompletionListParams.Builder params) {
        List<String> ids = new ArrayList<>();
        completions.list(params.build()).autoPager().forEach(completion -> ids.add(completion.id()));
        return ids;
    }

    private static ChatCompletionListParams.Builder list() {
        return ChatCompletionListParams.builder();
    }

    @Test
    void shouldListPageByPage() {
        List<String> said =
                IntStream.rangeClosed(1, 7).mapToObj(i -> "chatcmpl-" + i).toList();
        said.forEach(id -> say(id, chat().addUserMessage("question to " + id)));
        List<String> turned = new ArrayList<>(said);
        Collections.reverse(turned);

        assertThat(ids(list())).isEqualTo(said);
        assertThat(ids(list().limit(3))).isEqualTo(said);
        assertThat(ids(list().limit(2).order(Order.DESC))).isEqualTo(turned);
        ChatCompletionListPage page =
                completions.list(list().limit(3).after("chatcmpl-2").build());
        assertThat(page.data())
                .extracting(ChatCompletion::id)
                .containsExactly("chatcmpl-3", "chatcmpl-4", "chatcmpl-5");
        assertThat(page.hasMore()).contains(true);
        assertThat(page.response().firstId()).isEqualTo("chatcmpl-3");
        assertThat(page.response().lastId()).isEqualTo("chatcmpl-5");
        assertThat(completions.list(list().after("chatcmpl-7").build()).data()).isEmpty();
    }

    @Test
    void shouldListWhatHasAModelAndMetadata() {
        say("chatcmpl-1", ofTeam("red").addUserMessage("1"));
        say("chatcmpl-2", ofTeam("blue & grün [1]").addUserMessage("2"));
        say("chatcmpl-3", chat().model("gpt-y").addUserMessage("3"));

        assertThat(ids(list().metadata(team("red")))).containsExactly("chatcmpl-1");
        assertThat(ids(list().metadata(team("blue & grün [1]")))).containsExactly("chatcmpl-2");
        assertThat(ids(list().model("gpt-y"))).containsExactly("chatcmpl-3");
        assertThat(ids(list().model("gpt-x-2026").limit(1))).containsExactly("chatcmpl-1", "chatcmpl-2", "chatcmpl-3");
        assertThat(ids(list().model("gpt-y").metadata(team("red")))).isEmpty();
    }

    private static ChatCompletionListParams.Metadata team(String team) {
        return ChatCompletionListParams.Metadata.builder()
                .putAdditionalProperty("team", team)
                .build();
    }

    @Test
    void shouldRetrieveWhatWasAnswered() {
        ChatCompletion answered = say(
                "chatcmpl-1",
                ofTeam("red")
                        .temperature(0.5)
                        .putAdditionalBodyProperty("seed", JsonValue.from(7))
                        .addUserMessage("hello"));

        ChatCompletion stored = completions.retrieve("chatcmpl-1");

        assertThat(stored.validate().isValid()).isTrue();
        assertThat(stored.id()).isEqualTo(answered.id());
        assertThat(stored.created()).isEqualTo(answered.created());
        assertThat(stored.model()).isEqualTo(answered.model());
        assertThat(stored.choices()).isEqualTo(answered.choices());
        assertThat(stored.usage()).isEqualTo(answered.usage());
        assertThat(stored.serviceTier()).isEqualTo(answered.serviceTier());
        assertThat(metadata(stored)).containsOnly(Map.entry("team", JsonValue.from("red")));
        assertThat(stored._allProperties())
                .containsEntry("temperature", JsonValue.from(0.5))
                .containsEntry("seed", JsonValue.from(7))
                .containsEntry("tools", JsonValue.from(null));
    }

    private static Map<String, JsonValue> metadata(ChatCompletion completion) {
        return completion.metadata().orElseThrow()._allProperties();
    }

    @Test
    void shouldRetrieveWhatWasStreamed() {
        answer("/v1/chat/completions", "text/event-stream", """
                data: {"id":"chatcmpl-s","object":"chat.completion.chunk","created":1700000001,"model":"gpt-x-2026","choices":[{"index":0,"delta":{"role":"assistant","content":"Grüß "},"finish_reason":null}]}

                data: {"id":"chatcmpl-s","object":"chat.completion.chunk","created":1700000001,"model":"gpt-x-2026","choices":[{"index":0,"delta":{"content":"Gott"},"finish_reason":null}]}

                data: {"id":"chatcmpl-s","object":"chat.completion.chunk","created":1700000001,"model":"gpt-x-2026","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]

                """);
        try (StreamResponse<ChatCompletionChunk> stream =
                completions.createStreaming(chat().addUserMessage("Servus").build())) {
            assertThat(stream.stream()).hasSize(3);
        }

        ChatCompletion stored = completions.retrieve("chatcmpl-s");

        assertThat(stored.validate().isValid()).isTrue();
        assertThat(stored.created()).isEqualTo(1_700_000_001);
        assertThat(stored.choices()).singleElement().satisfies(choice -> {
            assertThat(choice.message().content()).contains("Grüß Gott");
            assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        });
        assertThat(stored.usage()).isEmpty();
    }

    @Test
    void shouldGiveResponsesAndMessagesInTheShapeOfAChat() throws Exception {
        answer("/v1/responses", "application/json", """
                {"id":"resp_1","object":"response","created_at":1700000000,"model":"gpt-x-2026","status":"completed","output":[
                {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text",
                "text":"from responses","annotations":[]}]}],"parallel_tool_calls":true,"tool_choice":"auto","tools":[],
                "usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7,"input_tokens_details":{"cached_tokens":0},
                "output_tokens_details":{"reasoning_tokens":0}}}""");
        answer("/v1/messages", "application/json", """
                {"id":"msg_2","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":
                "from messages"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":6}}""");
        OpenAIClient client = gateway.openAi(RunningGateway.ALICE);
        client.responses()
                .create(ResponseCreateParams.builder()
                        .model("gpt-x")
                        .input("hi")
                        .build());
        gateway.send(
                gateway.request(RunningGateway.ALICE, "/v1/messages")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"model\":\"claude-x\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")));

        ChatCompletion response = completions.retrieve("resp_1");
        ChatCompletion message = completions.retrieve("msg_2");

        assertThat(response.validate().isValid()).isTrue();
        assertThat(response.choices().get(0).message().content()).contains("from responses");
        assertThat(response.usage().orElseThrow().promptTokens()).isEqualTo(3);
        assertThat(message.validate().isValid()).isTrue();
        assertThat(message.choices().get(0).message().content()).contains("from messages");
        assertThat(message.usage().orElseThrow().totalTokens()).isEqualTo(11);
        assertThat(ids(list())).containsExactly("resp_1", "msg_2");
    }

    @Test
    void shouldSetMetadata() {
        say("chatcmpl-1", ofTeam("red").addUserMessage("hello"));

        ChatCompletion changed = completions.update(ChatCompletionUpdateParams.builder()
                .completionId("chatcmpl-1")
                .metadata(ChatCompletionUpdateParams.Metadata.builder()
                        .putProperty("team", "blue")
                        .putProperty("rated", "good")
                        .build())
                .build());

        assertThat(changed.id()).isEqualTo("chatcmpl-1");
        assertThat(metadata(changed))
                .containsOnly(Map.entry("team", JsonValue.from("blue")), Map.entry("rated", JsonValue.from("good")));
        assertThat(metadata(completions.retrieve("chatcmpl-1"))).isEqualTo(metadata(changed));
        assertThat(ids(list().metadata(team("blue")))).containsExactly("chatcmpl-1");
        assertThat(ids(list().metadata(team("red")))).isEmpty();
    }

    @Test
    void shouldTellTheMessagesOfARequest() {
        ChatCompletion first =
                say("chatcmpl-1", chat().addSystemMessage("Be brief.").addUserMessage("one"));
        say(
                "chatcmpl-2",
                chat().addSystemMessage("Be brief.")
                        .addUserMessage("one")
                        .addMessage(first.choices().get(0).message())
                        .addUserMessage("two"));

        assertThat(messages(MessageListParams.builder()))
                .containsExactly("Be brief.", "one", "answer chatcmpl-1", "two");
        assertThat(messages(MessageListParams.builder().limit(1)))
                .containsExactly("Be brief.", "one", "answer chatcmpl-1", "two");
        assertThat(messages(MessageListParams.builder().limit(3).order(MessageListParams.Order.DESC)))
                .containsExactly("two", "answer chatcmpl-1", "one", "Be brief.");
        List<ChatCompletionStoreMessage> page =
                completions.messages().list("chatcmpl-1").data();
        assertThat(page).extracting(ChatCompletionStoreMessage::id).containsExactly("chatcmpl-1-0", "chatcmpl-1-1");
        assertThat(page.get(1)._role()).isEqualTo(JsonValue.from("user"));
    }

    private List<String> messages(MessageListParams.Builder params) {
        List<String> contents = new ArrayList<>();
        completions
                .messages()
                .list(params.completionId("chatcmpl-2").build())
                .autoPager()
                .forEach(message -> contents.add(message.content().orElse("")));
        return contents;
    }

    @Test
    void shouldDelete() {
        say("chatcmpl-1", chat().addUserMessage("one"));
        say("chatcmpl-2", chat().addUserMessage("two"));

        ChatCompletionDeleted deleted = completions.delete("chatcmpl-1");

        assertThat(deleted.validate().isValid()).isTrue();
        assertThat(deleted.id()).isEqualTo("chatcmpl-1");
        assertThat(deleted.deleted()).isTrue();
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> completions.retrieve("chatcmpl-1"));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> completions.delete("chatcmpl-1"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> completions.messages().list("chatcmpl-1"));
        assertThat(ids(list())).containsExactly("chatcmpl-2");
    }

    /** As with every list that the client goes on to ask for while what it has asked for goes. */
    @Test
    void shouldDeleteAllWhileTheyAreListed() {
        for (int i = 1; i <= 5; i++) {
            say("chatcmpl-" + i, chat().addUserMessage("question " + i));
        }
        completions
                .list(list().limit(2).build())
                .autoPager()
                .forEach(completion -> completions.delete(completion.id()));

        assertThat(ids(list())).isEmpty();
    }

    @Test
    void shouldNotDeleteAPartOfAConversation() throws Exception {
        ChatCompletion first = say("chatcmpl-1", chat().addUserMessage("one"));
        say(
                "chatcmpl-2",
                chat().addUserMessage("one")
                        .addMessage(first.choices().get(0).message())
                        .addUserMessage("two"));

        assertThatExceptionOfType(UnexpectedStatusCodeException.class)
                .isThrownBy(() -> completions.delete("chatcmpl-2"))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(409));

        String conversation = completions
                .retrieve("chatcmpl-2")
                ._allProperties()
                .get("mes")
                .convert(Map.class)
                .get("conversation_id")
                .toString();
        assertThat(gateway.status(RunningGateway.ALICE, "DELETE", "/api/v1/conversations/" + conversation))
                .isEqualTo(200);
        assertThat(ids(list())).isEmpty();
    }

    @Test
    void shouldComplainAsOpenAiDoes() {
        say("chatcmpl-1", chat().addUserMessage("mine"));
        ChatCompletionService others = gateway.openAi(RunningGateway.BOB).chat().completions();

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> others.retrieve("chatcmpl-1"));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> others.delete("chatcmpl-1"));
        assertThat(others.list().data()).isEmpty();
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> completions.list(list().limit(1000).build()))
                .satisfies(e -> assertThat(e.param()).contains("limit"));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> completions.list(list().after("nothing").build()));
        assertThatExceptionOfType(UnauthorizedException.class)
                .isThrownBy(
                        () -> gateway.openAi("sk-nobody").chat().completions().list());
    }
}
