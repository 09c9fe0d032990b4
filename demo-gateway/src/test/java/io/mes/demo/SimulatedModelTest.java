package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that the simulated model answers the official client, plain and streamed. */
@Timeout(60)
final class SimulatedModelTest {

    private static final ChatCompletionCreateParams CHAT = ChatCompletionCreateParams.builder()
            .model("simulated")
            .addUserMessage("Good morning, Vietnam!")
            .build();

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerPlain() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of())) {
            ChatCompletion completion =
                    gateway.openAi(RunningGateway.ALICE).chat().completions().create(CHAT);

            assertThat(completion.choices().get(0).message().content().orElseThrow())
                    .endsWith("Good morning, Vietnam!");
            assertThat(completion.usage().orElseThrow().promptTokens()).isEqualTo(3);
            assertThat(gateway.openAi(RunningGateway.ALICE).models().list().data())
                    .extracting(model -> model.id())
                    .containsExactly("simulated");
        }
    }

    @Test
    void shouldAnswerStreamed() throws Exception {
        ChatCompletionCreateParams withUsage = CHAT.toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of())) {
            for (ChatCompletionCreateParams params : List.of(CHAT, withUsage)) {
                List<ChatCompletionChunk> chunks;
                try (StreamResponse<ChatCompletionChunk> stream = gateway.openAi(RunningGateway.ALICE)
                        .chat()
                        .completions()
                        .createStreaming(params)) {
                    chunks = stream.stream().toList();
                }
                String text = chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.delta().content().stream())
                        .collect(Collectors.joining());

                assertThat(chunks).hasSizeGreaterThan(5);
                assertThat(text).endsWith("Good morning, Vietnam!");
                assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().promptTokens())
                        .isEqualTo(3);
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNoChat() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(directory, null, Map.of())) {
            for (String body : List.of("", "no", "[]", "{\"messages\":\"none\"}")) {
                assertThat(gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                                        .POST(BodyPublishers.ofString(body)))
                                .statusCode())
                        .isEqualTo(400);
            }
            assertThat(gateway.status(RunningGateway.ALICE, "POST", "/v1/elsewhere"))
                    .isEqualTo(404);
        }
    }
}
