package io.mes.storage.row;

import static io.mes.storage.chat.Chats.assistant;
import static io.mes.storage.chat.Chats.system;
import static io.mes.storage.chat.Chats.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Verifies what a conversation is called in lists. */
final class TitleTest {

    private static ChatMessage parts(String json) {
        return new ChatMessage("user", new Content.Json(json), Map.of());
    }

    @Test
    void shouldBeTheStartOfTheFirstUserMessageOnOneLine() {
        assertThat(Title.of(List.of(system("s"), assistant("a"), user("  Hello\n\tthere  "), user("more"))))
                .isEqualTo("Hello there");
        assertThat(Title.of(List.of(user("x".repeat(5000))))).hasSize(100);
        assertThat(Title.of(List.of(user(" \n"), user("second")))).isEqualTo("second");
    }

    @Test
    void shouldFindTheTextAmongParts() {
        assertThat(Title.of(List.of(parts("[{\"type\":\"image_url\"},{\"type\":\"text\",\"text\":\"What is it?\"}]"))))
                .isEqualTo("What is it?");
    }

    /** What is stored of it is cut off, and could not tell. */
    @Test
    void shouldLookNoFurtherThanWhatIsEnough() {
        assertThat(Title.of(List.of(user(" ".repeat(1000) + "late"), user("second"))))
                .isEqualTo("second");
    }

    @Test
    void shouldBeEmptyWhereNobodySaidAnything() {
        assertThat(Title.of(List.of())).isEmpty();
        assertThat(Title.of(List.of(system("s")))).isEmpty();
        assertThat(Title.of(List.of(parts("7"), parts("[7]"), parts("{}")))).isEmpty();
        assertThat(Title.of(List.of(new ChatMessage(null, Content.None.ABSENT, Map.of()))))
                .isEmpty();
    }
}
