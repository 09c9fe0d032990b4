package io.mes.demo;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Verifies with the official client that what goes through the gateway is answered as without it and read back as sent. */
final class OpenAiClientTest {

    @RegisterExtension
    private static final WireMockExtension UPSTREAM = WireMockExtension.newInstance()
            .options(WireMockConfiguration.options().dynamicPort().gzipDisabled(false))
            .build();

    @TempDir
    private Path directory;

    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = RunningGateway.start(directory, URI.create(UPSTREAM.baseUrl() + "/v1"), Map.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static void answer(int status, String json) {
        UPSTREAM.stubFor(WireMock.post("/v1/chat/completions")
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", "application/json")
                        .withBody(json)));
    }

    private static String completion(String message, String finishReason) {
        return """
               {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-x-2026","choices":[{"index":0,
               "message":%s,"logprobs":null,"finish_reason":"%s"}],
               "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""".formatted(message, finishReason);
    }

    private static ChatCompletionCreateParams.Builder chat(String conversation) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-x")
                .putAdditionalHeader("X-Conversation-Id", conversation);
    }

    private List<Map<String, Object>> messages(String key, String conversation) throws Exception {
        return list(gateway.get(key, "/api/v1/conversations/" + conversation), "messages");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> object, String name) {
        return (List<Map<String, Object>>) object.get(name);
    }

    @Test
    void shouldKeepAPlainChat() throws Exception {
        answer(200, completion("{\"role\":\"assistant\",\"content\":\"456\",\"refusal\":null}", "stop"));

        ChatCompletion completion = gateway.openAi(RunningGateway.ALICE)
                .chat()
                .completions()
                .create(chat("c1")
                        .addSystemMessage("Be brief.")
                        .addUserMessage("123")
                        .build());

        assertThat(completion.choices().get(0).message().content()).contains("456");
        assertThat(messages(RunningGateway.ALICE, "c1"))
                .containsExactly(
                        Map.of("role", "system", "content", "Be brief."),
                        Map.of("role", "user", "content", "123"),
                        RunningGateway.object("{\"role\":\"assistant\",\"content\":\"456\",\"refusal\":null}"));
        UPSTREAM.verify(postRequestedFor(urlEqualTo("/v1/chat/completions"))
                .withHeader("Authorization", equalTo("Bearer sk-upstream"))
                .withHeader("Cookie", absent()));
    }

    @Test
    void shouldKeepAStreamedChatWithUsage() throws Exception {
        UPSTREAM.stubFor(WireMock.post("/v1/chat/completions")
                .willReturn(aResponse()
                        .withHeader("Content-Type", "text/event-stream")
                        .withBody("""
                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026","choices":[{"index":0,"delta":{"content":"Grüß "},"finish_reason":null}]}

                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026","choices":[{"index":0,"delta":{"content":"Gott 😀"},"finish_reason":null}]}

                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                                data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}

                                data: [DONE]

                                """)));

        StringBuilder said = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream = gateway.openAi(RunningGateway.ALICE)
                .chat()
                .completions()
                .createStreaming(chat("c2")
                        .addUserMessage("Servus")
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(said::append));
        }

        assertThat(said).hasToString("Grüß Gott 😀");
        assertThat(messages(RunningGateway.ALICE, "c2"))
                .containsExactly(
                        Map.of("role", "user", "content", "Servus"),
                        Map.of("role", "assistant", "content", "Grüß Gott 😀"));
        assertThat(gateway.get(RunningGateway.ALICE, "/api/v1/stats/conversations"))
                .containsEntry("total_conversations", 1L)
                .containsEntry("total_messages", 2L)
                .containsEntry("total_tokens", 12L)
                .containsEntry("models_used", Map.of("gpt-x", 2L));
    }

    @Test
    void shouldKeepToolsAndTheirResults() throws Exception {
        String call = """
                {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Wien\\"}"}}]}""";
        answer(200, completion(call, "tool_calls"));
        ChatCompletionFunctionTool tool = ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("weather")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .build())
                        .build())
                .build();
        ChatCompletionCreateParams.Builder params =
                chat("c3").addTool(tool).temperature(0.5).addUserMessage("Wetter in Wien?");
        ChatCompletion first =
                gateway.openAi(RunningGateway.ALICE).chat().completions().create(params.build());
        answer(200, completion("{\"role\":\"assistant\",\"content\":\"Sonne\"}", "stop"));
        gateway.openAi(RunningGateway.ALICE)
                .chat()
                .completions()
                .create(params.addMessage(first.choices().get(0).message())
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId("call_1")
                                .content("22 Grad")
                                .build())
                        .build());

        List<Map<String, Object>> messages = messages(RunningGateway.ALICE, "c3");
        assertThat(messages).hasSize(4);
        assertThat(messages.get(1)).isEqualTo(RunningGateway.object(call));
        assertThat(messages.get(2)).isEqualTo(Map.of("role", "tool", "content", "22 Grad", "tool_call_id", "call_1"));
        assertThat(messages.get(3)).containsEntry("content", "Sonne");
    }

    @Test
    void shouldRebuildTheRequestBehindAReply() throws Exception {
        answer(200, completion("{\"role\":\"assistant\",\"content\":\"yes\"}", "stop"));
        gateway.openAi(RunningGateway.ALICE)
                .chat()
                .completions()
                .create(chat("c4")
                        .addSystemMessage("S")
                        .addUserMessage("well?")
                        .temperature(0.25)
                        .topP(0.9)
                        .build());

        List<?> ids = (List<?>)
                gateway.get(RunningGateway.ALICE, "/api/v1/conversations/c4").get("message_ids");
        assertThat(gateway.get(RunningGateway.ALICE, "/api/v1/conversations/c4/requests/" + ids.get(2)))
                .isEqualTo(RunningGateway.object(
                        UPSTREAM.getAllServeEvents().get(0).getRequest().getBodyAsString()));
        assertThat(gateway.status(RunningGateway.BOB, "GET", "/api/v1/conversations/c4/requests/" + ids.get(2)))
                .isEqualTo(404);
        assertThat(gateway.status(RunningGateway.ALICE, "GET", "/api/v1/conversations/c4/requests/nothing"))
                .isEqualTo(404);
    }

    @Test
    void shouldKeepArrayContentAsItWasSent() throws Exception {
        answer(200, completion("{\"role\":\"assistant\",\"content\":\"a cat\"}", "stop"));
        List<ChatCompletionContentPart> parts = List.of(
                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                        .text("What is this?")
                        .build()),
                ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                        .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                .url("data:image/png;base64,AAAA")
                                .build())
                        .build()));
        gateway.openAi(RunningGateway.ALICE)
                .chat()
                .completions()
                .create(chat("c5").addUserMessageOfArrayOfContentParts(parts).build());

        assertThat(messages(RunningGateway.ALICE, "c5").get(0).get("content"))
                .isEqualTo(RunningGateway.object("""
                                {"c":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}""").get("c"));
        assertThat(gateway.get(RunningGateway.ALICE, "/api/v1/conversations").toString())
                .contains("What is this?");
    }

    @Test
    void shouldHandOnErrorsAndKeepThem() throws Exception {
        var completions = gateway.openAi(RunningGateway.ALICE).chat().completions();
        ChatCompletionCreateParams params = chat("c6").addUserMessage("fails").build();

        answer(401, "{\"error\":{\"message\":\"bad key\",\"type\":\"t\",\"param\":null,\"code\":\"invalid_api_key\"}}");
        assertThatThrownBy(() -> completions.create(params)).isInstanceOf(UnauthorizedException.class);
        answer(429, "{\"error\":{\"message\":\"slow down\",\"type\":\"t\",\"param\":null,\"code\":null}}");
        assertThatThrownBy(() -> completions.create(params)).isInstanceOf(RateLimitException.class);
        answer(500, "<html>oops</html>");
        assertThatThrownBy(() -> completions.create(params)).isInstanceOf(InternalServerException.class);

        List<Map<String, Object>> errors = list(gateway.get(RunningGateway.ALICE, "/api/v1/errors"), "errors");
        assertThat(errors).extracting(error -> error.get("error_code")).containsExactly(500L, 429L, 401L);
        assertThat(errors)
                .extracting(error -> error.get("error_message"))
                .containsExactly("<html>oops</html>", "slow down", "bad key");
        assertThat(errors).extracting(error -> error.get("content")).containsOnly("fails");
        assertThat(list(gateway.get(RunningGateway.BOB, "/api/v1/errors"), "errors"))
                .isEmpty();
        assertThat(gateway.status(RunningGateway.ALICE, "GET", "/api/v1/conversations/c6"))
                .isEqualTo(404);
    }

    @Test
    void shouldKeepTwoUsersApartUnderOneId() throws Exception {
        answer(200, completion("{\"role\":\"assistant\",\"content\":\"ok\"}", "stop"));
        for (String key : List.of(RunningGateway.ALICE, RunningGateway.BOB)) {
            gateway.openAi(key)
                    .chat()
                    .completions()
                    .create(chat("shared").addUserMessage("I am " + key).build());
        }

        for (String key : List.of(RunningGateway.ALICE, RunningGateway.BOB)) {
            assertThat(messages(key, "shared"))
                    .containsExactly(
                            Map.of("role", "user", "content", "I am " + key),
                            Map.of("role", "assistant", "content", "ok"));
        }
        assertThat(gateway.send(gateway.request(RunningGateway.ALICE, "/api/v1/conversations/shared")
                                .DELETE())
                        .body())
                .isEqualTo("{\"conversation_id\":\"shared\",\"deleted\":true,\"messages\":2}");
        assertThat(gateway.status(RunningGateway.ALICE, "GET", "/api/v1/conversations/shared"))
                .isEqualTo(404);
        assertThat(gateway.status(RunningGateway.ALICE, "DELETE", "/api/v1/conversations/shared"))
                .isEqualTo(404);
        assertThat(messages(RunningGateway.BOB, "shared")).hasSize(2);
        assertThat(gateway.get(RunningGateway.ALICE, "/api/v1/stats/conversations"))
                .containsEntry("total_conversations", 0L)
                .containsEntry("total_messages", 0L);
        assertThat(gateway.get(RunningGateway.ADMIN, "/api/v1/conversations"))
                .containsEntry("conversations", List.of());
    }

    @Test
    void shouldStoreAResentHistoryOnce() throws Exception {
        List<ChatCompletionMessageParam> history = new ArrayList<>();
        for (int turn = 1; turn <= 5; turn++) {
            answer(200, completion("{\"role\":\"assistant\",\"content\":\"answer " + turn + "\"}", "stop"));
            ChatCompletionCreateParams params = chat("long")
                    .messages(history)
                    .addUserMessage("question " + turn)
                    .build();
            ChatCompletion completion =
                    gateway.openAi(RunningGateway.ALICE).chat().completions().create(params);
            history.clear();
            history.addAll(params.messages());
            history.add(ChatCompletionMessageParam.ofAssistant(
                    completion.choices().get(0).message().toParam()));
        }

        assertThat(messages(RunningGateway.ALICE, "long"))
                .extracting(message -> message.get("content"))
                .containsExactly(
                        "question 1",
                        "answer 1",
                        "question 2",
                        "answer 2",
                        "question 3",
                        "answer 3",
                        "question 4",
                        "answer 4",
                        "question 5",
                        "answer 5");
    }
}
