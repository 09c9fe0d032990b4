package io.mes.storage.conversation;

import static io.mes.storage.chat.Chats.assistant;
import static io.mes.storage.chat.Chats.chat;
import static io.mes.storage.chat.Chats.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Verifies that exchanges which come after later ones neither turn the line back nor are lost to it. */
final class StragglerTest {

    private final MemoryConversation conversation = new MemoryConversation();

    private static List<ChatMessage> history(String... texts) {
        return IntStream.range(0, texts.length)
                .mapToObj(i -> i % 2 == 0 ? user(texts[i]) : assistant(texts[i]))
                .toList();
    }

    @Test
    void shouldLeaveTheLineWhereLaterExchangesHaveTakenIt() {
        conversation.exchange(history("q1"), assistant("a1"));
        Chat late = chat(history("q1", "a1", "q2"), assistant("a2"));
        conversation.exchange(history("q1", "a1", "q2", "a2", "q3"), assistant("a3"));

        assertThat(conversation.exchange(late)).containsExactly("a2");

        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2", "q3", "a3");
        assertThat(conversation.exchange(history("q1", "a1", "q2", "a2", "q3", "a3", "q4"), assistant("a4")))
                .containsExactly("q4", "a4");
        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2", "q3", "a3", "q4", "a4");
    }

    @Test
    void shouldGoOnBehindExchangesThatCameLate() {
        conversation.exchange(history("q1"), assistant("a1"));
        Chat late = chat(history("q1", "a1", "q2"), assistant("a2"));
        Chat alsoLate = chat(history("q1", "a1", "q2", "a2", "q3"), assistant("a3"));
        conversation.exchange(history("q1", "a1", "other"), assistant("other answer"));
        conversation.exchange(late);
        conversation.exchange(alsoLate);
        assertThat(conversation.line()).containsExactly("q1", "a1", "other", "other answer");

        assertThat(conversation.exchange(history("q1", "a1", "q2", "a2", "q3", "a3", "q4"), assistant("a4")))
                .containsExactly("q4", "a4");

        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2", "q3", "a3", "q4", "a4");
    }

    /** Another gateway's clock is behind. */
    @Test
    void shouldGoOnWithTheLineWhateverTheClockSays() {
        Chat second = chat(history("q1", "a1", "q2"), assistant("a2"));
        Chat fourth = chat(history("q1", "a1", "q2", "a2", "edited", "b3", "q4"), assistant("a4"));
        conversation.exchange(history("q1"), assistant("a1"));
        conversation.exchange(second);
        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2");

        conversation.exchange(history("q1", "a1", "q2", "a2", "q3"), assistant("a3"));
        conversation.exchange(history("q1", "a1", "q2", "a2", "edited"), assistant("b3"));
        conversation.exchange(fourth);

        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2", "edited", "b3", "q4", "a4");
    }
}
