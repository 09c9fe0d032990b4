package io.mes.storage.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatError;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Chats;
import io.mes.storage.chat.Content;
import io.mes.storage.chat.Usage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Verifies that what cannot be masked is not kept, and that nothing is changed without need. */
final class RedactionTest {

    private static Chat chat(ChatMessage asked, ChatReply reply) {
        return new Chat(
                Chats.exchange().build(),
                new ChatRequest(
                        null,
                        "m",
                        List.of(asked),
                        Map.of("metadata", "{\"session_id\":\"a@b.cc\",\"x\":\"a@b.cc\"}"),
                        false),
                new ChatResponse(
                        "id",
                        "m",
                        List.of(reply),
                        Usage.NONE,
                        new ChatError(500, "a@b.cc", "\"a@b.cc\""),
                        Map.of(),
                        false,
                        true));
    }

    private static String text(ChatMessage message) {
        return ((Content.Text) message.content()).value();
    }

    @Test
    void shouldRecogniseAMaskedMessageWhenItIsSentAgain() {
        Redaction redaction = new Redaction(Redactor.of("email"));
        ChatReply reply = new ChatReply(0, Chats.assistant("To a@b.cc"), "stop", Map.of());
        Chat first = redaction.of(chat(Chats.user("I am a@b.cc"), reply));
        Chat second = redaction.of(chat(Chats.assistant("To a@b.cc"), reply));

        assertThat(text(first.request().messages().get(0))).isEqualTo("I am [email]");
        assertThat(second.request().messages().get(0).fingerprint())
                .isEqualTo(first.response().replies().get(0).message().fingerprint());
    }

    @Test
    void shouldMaskWhatStandsBehindAnEscapeInATextThatIsJson() {
        Chat chat = new Redaction(Redactor.of("card"))
                .of(chat(
                        Chats.user("{\"printed\":\"\\n4111111111111111\"}"),
                        new ChatReply(0, Chats.assistant("y"), null, Map.of())));

        assertThat(text(chat.request().messages().get(0))).isEqualTo("{\"printed\":\"\\n[card]\"}");
    }

    @Test
    void shouldSpareIdsOfConversations() {
        Chat chat = new Redaction(Redactor.of("email"))
                .of(chat(Chats.user("x"), new ChatReply(0, Chats.assistant("y"), null, Map.of())));

        assertThat(chat.request().parameters())
                .containsEntry("metadata", "{\"session_id\":\"a@b.cc\",\"x\":\"[email]\"}");
        assertThat(chat.response().error()).isEqualTo(new ChatError(500, "[email]", "\"[email]\""));
    }

    @Test
    void shouldKeepNoTokensOfAnAnswerThatWasMasked() {
        Redaction redaction = new Redaction(Redactor.of("email"));
        String tokens = "{\"content\":[{\"token\":\"a\"},{\"token\":\"@b.cc\"}]}";

        Chat masked = redaction.of(
                chat(Chats.user("x"), new ChatReply(0, Chats.assistant("a@b.cc"), null, Map.of("logprobs", tokens))));
        Chat other = redaction.of(
                chat(Chats.user("x"), new ChatReply(0, Chats.assistant("ab"), null, Map.of("logprobs", tokens))));

        assertThat(masked.response().replies().get(0).facts()).containsEntry("logprobs", "\"[redacted]\"");
        assertThat(other.response().replies().get(0).facts()).containsEntry("logprobs", tokens);
    }

    @Test
    void shouldKeepNothingOfATextForWhichTheRedactorFails() {
        Redaction redaction = new Redaction(text -> {
            throw new IllegalStateException("no");
        });
        Chat chat =
                redaction.of(chat(Chats.user("secret"), new ChatReply(0, Chats.assistant("secret"), null, Map.of())));

        assertThat(text(chat.request().messages().get(0))).isEqualTo("[redaction failed]");
        assertThat(chat.toString()).doesNotContain("secret");
    }

    @Test
    void shouldKeepNothingOfATextOnWhichAnExpressionWouldNeverEnd() {
        Redaction redaction = new Redaction(Redactor.of("(x+x+)+y"));
        Chat chat = redaction.of(
                chat(Chats.user("x".repeat(5_000)), new ChatReply(0, Chats.assistant("xxy!"), null, Map.of())));

        assertThat(text(chat.request().messages().get(0))).isEqualTo("[redaction failed]");
        assertThat(text(chat.response().replies().get(0).message())).isEqualTo("[redacted]!");
    }

    @Test
    void shouldKeepNothingOfATextOnWhichAnExpressionOverflowsTheStack() {
        Redaction redaction = new Redaction(Redactor.of("(?:a|b|\\n)+z"));
        Chat chat = redaction.of(
                chat(Chats.user("ab".repeat(500_000)), new ChatReply(0, Chats.assistant("abz"), null, Map.of())));

        assertThat(text(chat.request().messages().get(0))).isEqualTo("[redaction failed]");
        assertThat(text(chat.response().replies().get(0).message())).isEqualTo("[redacted]");
    }

    @Test
    void shouldLeaveEverythingAloneWithoutARedactor() {
        Chat chat = chat(Chats.user("a@b.cc"), new ChatReply(0, Chats.assistant("a@b.cc"), null, Map.of()));

        assertThat(new Redaction(null).of(chat)).isSameAs(chat);
    }
}
