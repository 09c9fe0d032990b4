package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.NotFoundException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies the functions of the Go MES under their Java names. */
final class MesHelperTest {

    private static final Map<String, Object> RESPONSE = Map.of(
            "id",
            "r1",
            "choices",
            List.of(Map.of(
                    "index", 0, "message", Map.of("role", "assistant", "content", "hello"), "finish_reason", "stop")),
            "usage",
            Map.of("prompt_tokens", 3, "completion_tokens", 4, "total_tokens", 7));

    @TempDir
    private Path directory;

    private ConversationStore store;
    private MesHelper helper;

    @BeforeEach
    void open() {
        store = ConversationStore.open(StorageConfig.builder(
                        Dsn.parse("local", directory.resolve("mes.db").toString()))
                .zone(ZoneOffset.UTC)
                .build());
        helper = new MesHelper(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Map<String, Object> user(Object content) {
        return Map.of("role", "user", "content", content);
    }

    @Test
    void shouldSaveAndReadChats() {
        List<Object> parts = Arrays.asList(Map.of("type", "text", "text", "a", "n", 1.5), null, true);
        assertThat(helper.saveChatCompletion(
                        null, "conv_123", List.of(user("123"), user(parts)), RESPONSE, "gpt-3.5-turbo", 1, 2, 3))
                .isTrue();

        List<Map<String, Object>> messages = helper.getConversationMessages(1, "conv_123", 10);
        assertThat(messages).hasSize(3);
        assertThat(messages.get(0)).isEqualTo(user("123"));
        assertThat(messages.get(1).get("content").toString()).contains("n=1.5", "null, true");
        assertThat(messages.get(2)).isEqualTo(Map.of("role", "assistant", "content", "hello"));
        assertThat(helper.getUserConversations(1, 10, 0)).singleElement().satisfies(conversation -> {
            assertThat(conversation.conversationId()).isEqualTo("conv_123");
            assertThat(conversation.totalTokens()).isEqualTo(7);
        });
        assertThat(helper.getConversationStats(1).modelsUsed()).isEqualTo(Map.of("gpt-3.5-turbo", 3L));
    }

    @Test
    void shouldKeepEachUsersConversationsApart() {
        helper.saveChatCompletion(null, "c", List.of(user("mine")), RESPONSE, "m", 1, 0, 0);

        assertThatThrownBy(() -> helper.getConversationMessages(2, "c", 10)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> helper.deleteUserConversation(2, "c")).isInstanceOf(NotFoundException.class);
        assertThat(helper.getUserConversations(2, 10, 0)).isEmpty();
        assertThat(helper.deleteUserConversation(1, "c")).isEqualTo(2);
        assertThatThrownBy(() -> helper.getConversationMessages(1, "c", 10)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void shouldSaveErrors() {
        helper.saveErrorConversation(null, "c", List.of(user("q")), 429, "slow down", "m", 1, 2, 3);

        assertThat(store.queries().errors(1, new ErrorQuery(10, null)).items())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.errorCode()).isEqualTo(429);
                    assertThat(error.errorMessage()).isEqualTo("slow down");
                    assertThat(error.message().toJson()).isEqualTo("{\"role\":\"user\",\"content\":\"q\"}");
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 200, 9999})
    void shouldTakeWhatIsNoErrorForAMissingAnswer(int code) {
        assertThat(helper.saveErrorConversation(null, "c", List.of(user("q")), code, null, "m", 1, 2, 3))
                .isTrue();

        assertThat(store.queries().errors(1, new ErrorQuery(10, null)).items())
                .singleElement()
                .satisfies(error -> assertThat(error.errorCode()).isEqualTo(502));
    }

    @Test
    void shouldRefuseValuesThatAreNoJson() {
        assertThatThrownBy(
                        () -> helper.saveChatCompletion(null, "c", List.of(user(new Object())), RESPONSE, "m", 1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }
}
