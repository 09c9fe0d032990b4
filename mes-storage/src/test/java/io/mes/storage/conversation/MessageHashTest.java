package io.mes.storage.conversation;

import static io.mes.storage.chat.Chats.assistant;
import static io.mes.storage.chat.Chats.call;
import static io.mes.storage.chat.Chats.message;
import static io.mes.storage.chat.Chats.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Verifies which messages count as the same when they are sent again, and which do not. */
final class MessageHashTest {

    /** The text of a message, or what it calls. */
    static String textOf(ChatMessage message) {
        return message.content() instanceof Content.Text text
                ? text.value()
                : message.fields().getOrDefault("tool_calls", String.valueOf(message.content()));
    }

    private static ChatMessage json(String role, String raw) {
        return new ChatMessage(role, new Content.Json(raw), Map.of());
    }

    private static ChatMessage calling(String call) {
        return new ChatMessage("assistant", Content.None.NULL, Map.of("tool_calls", "[" + call + "]"));
    }

    @Test
    void shouldIgnoreWhatClientsDropReorderOrInvent() {
        assertThat(user("hi \n").fingerprint()).isEqualTo(user("hi").fingerprint());
        assertThat(message("user", "hi", Map.of("name", "\"ann\"")).fingerprint())
                .isEqualTo(user("hi").fingerprint());
        assertThat(message("assistant", "hi", Map.of("refusal", "null", "annotations", "[]"))
                        .fingerprint())
                .isEqualTo(assistant("hi").fingerprint());
        assertThat(json("user", "[{\"type\":\"text\",\"text\":\"hi\"}]").fingerprint())
                .isEqualTo(user("hi").fingerprint());
        assertThat(json("user", "[{\"text\":\"h\\u0069\",\"type\":\"text\"}]").fingerprint())
                .isEqualTo(user("hi").fingerprint());
        assertThat(call("call_1", "f", "{}").fingerprint())
                .isEqualTo(call("other", "f", "{}").fingerprint());
        assertThat(call("call_1", "f", "{ \"a\" : 1 }").fingerprint())
                .isEqualTo(call("call_1", "f", "{\"a\":1}").fingerprint());
        assertThat(calling("{\"function\":{\"arguments\":\"{}\",\"name\":\"f\"},\"index\":0}")
                        .fingerprint())
                .isEqualTo(call("x", "f", "{}").fingerprint());
        assertThat(new ChatMessage(
                                "assistant",
                                new Content.Text(""),
                                call("x", "f", "{}").fields())
                        .fingerprint())
                .isEqualTo(call("x", "f", "{}").fingerprint());
    }

    @Test
    void shouldTellApartWhatIsNotTheSame() {
        List<ChatMessage> different = List.of(
                user("hi"),
                assistant("hi"),
                user(" hi"),
                user("Hi"),
                user(""),
                user("123"),
                user("{\"a\":1}"),
                json("user", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:1\"}}]"),
                json("user", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:2\"}}]"),
                call("1", "f", "{}"),
                call("1", "g", "{}"),
                call("1", "f", "{\"a\":1}"),
                calling("{\"type\":\"custom\",\"custom\":{\"name\":\"f\",\"input\":\"x\"}}"),
                new ChatMessage(
                        "assistant",
                        Content.None.NULL,
                        Map.of("function_call", "{\"name\":\"f\",\"arguments\":\"[]\"}")));
        Set<Long> hashes = new HashSet<>();
        different.forEach(message ->
                assertThat(hashes.add(message.fingerprint())).as("%s", message).isTrue());
    }

    @Test
    void shouldNotLetTextPassForACall() {
        // The separator cannot be part of a JSON text's meaning, but it can be part of a string.
        ChatMessage forged = assistant("\0f\0{}");

        assertThat(forged.fingerprint()).isNotEqualTo(call("1", "f", "{}").fingerprint());
    }

    /** The number is the first eight bytes of SHA-256 over role, text and their length, made by another program. */
    @Test
    void shouldKeepTheFunctionThatIsStoredInCatalogues() {
        assertThat(user("hi").fingerprint()).isEqualTo(0x20DB49368BE40B6EL);
        assertThat(MessageHash.chain(MessageHash.chain(0, 1), 2))
                .isNotEqualTo(MessageHash.chain(MessageHash.chain(0, 2), 1));
    }

    @Test
    void shouldTakeWhatIsNoMessageAtAll() {
        assertThat(new ChatMessage(null, Content.None.ABSENT, Map.of()).fingerprint())
                .isEqualTo(new ChatMessage(null, Content.None.NULL, Map.of()).fingerprint());
        assertThat(json("user", "12").fingerprint())
                .isNotEqualTo(json("user", "13").fingerprint());
        assertThat(calling("7").fingerprint()).isEqualTo(calling("8").fingerprint());
        assertThat(new ChatMessage("assistant", Content.None.NULL, Map.of("tool_calls", "{\"a\":1}")).fingerprint())
                .isNotZero();
    }
}
