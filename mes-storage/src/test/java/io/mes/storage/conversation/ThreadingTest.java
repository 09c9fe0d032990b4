package io.mes.storage.conversation;

import static io.mes.storage.chat.Chats.assistant;
import static io.mes.storage.chat.Chats.call;
import static io.mes.storage.chat.Chats.message;
import static io.mes.storage.chat.Chats.system;
import static io.mes.storage.chat.Chats.tool;
import static io.mes.storage.chat.Chats.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that within a conversation each message is stored once, and that its newest line is what the client sees. */
final class ThreadingTest {

    private final MemoryConversation conversation = new MemoryConversation();

    private static List<ChatMessage> of(ChatMessage... messages) {
        return List.of(messages);
    }

    @Test
    void shouldStoreOnlyWhatAFullHistoryAdds() {
        assertThat(conversation.exchange(of(system("s"), user("q1")), assistant("a1")))
                .containsExactly("s", "q1", "a1");
        assertThat(conversation.exchange(of(system("s"), user("q1"), assistant("a1"), user("q2")), assistant("a2")))
                .containsExactly("q2", "a2");
        assertThat(conversation.line()).containsExactly("s", "q1", "a1", "q2", "a2");
    }

    @Test
    void shouldTakeRequestsWithoutHistoryAsTheLineGoingOn() {
        conversation.exchange(of(user("q1")), assistant("a1"));

        assertThat(conversation.exchange(of(user("q2")), assistant("a2"))).containsExactly("q2", "a2");
        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2");
    }

    @Test
    void shouldStoreAQuestionAskedAgainWithoutHistory() {
        conversation.exchange(of(user("ping")), assistant("pong"));
        conversation.exchange(of(user("q2")), assistant("a2"));

        assertThat(conversation.exchange(of(user("ping")), assistant("pong 2"))).containsExactly("ping", "pong 2");
        assertThat(conversation.line()).containsExactly("ping", "pong", "q2", "a2", "ping", "pong 2");
    }

    @Test
    void shouldRecogniseASlidingWindow() {
        List<ChatMessage> line = new ArrayList<>();
        for (int turn = 0; turn < 100; turn++) {
            line.add(user("q" + turn));
            List<ChatMessage> window = line.subList(Math.max(0, line.size() - 7), line.size());
            assertThat(conversation.exchange(window, assistant("a" + turn))).containsExactly("q" + turn, "a" + turn);
            line.add(assistant("a" + turn));
        }
        assertThat(conversation.line()).hasSize(200).startsWith("q0", "a0").endsWith("q99", "a99");
    }

    @Test
    void shouldRecogniseALongFullHistory() {
        List<ChatMessage> line = new ArrayList<>();
        for (int turn = 0; turn < 100; turn++) {
            line.add(user("q" + turn));
            assertThat(conversation.exchange(line, assistant("a" + turn))).containsExactly("q" + turn, "a" + turn);
            line.add(assistant("a" + turn));
        }
        assertThat(conversation.line()).hasSize(200);
    }

    @Test
    void shouldStoreAChangedSystemPromptAndShowTheNewest() {
        conversation.exchange(of(system("s1"), user("q1")), assistant("a1"));

        assertThat(conversation.exchange(of(system("s2"), user("q1"), assistant("a1"), user("q2")), assistant("a2")))
                .containsExactly("s2", "q2", "a2");
        assertThat(conversation.line()).containsExactly("s2", "q1", "a1", "q2", "a2");
        assertThat(conversation.exchange(
                        of(system("s1"), user("q1"), assistant("a1"), user("q2"), assistant("a2"), user("q3")),
                        assistant("a3")))
                .containsExactly("q3", "a3");
        assertThat(conversation.line()).startsWith("s1", "q1");
    }

    @Test
    void shouldRecogniseASummarisedBeginning() {
        conversation.exchange(of(user("q1")), assistant("a1"));
        conversation.exchange(of(user("q1"), assistant("a1"), user("q2")), assistant("a2"));

        assertThat(conversation.exchange(
                        of(user("summary of q1 and a1"), user("q2"), assistant("a2"), user("q3")), assistant("a3")))
                .containsExactly("summary of q1 and a1", "q3", "a3");
        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2", "q3", "a3");
    }

    /** A client that sends all of its history each time, with questions and answers that repeat. */
    @ParameterizedTest
    @ValueSource(strings = {"hi x ok hi x", "x x x x", "hi x hi x hi x", "a b a c a b a c", "a a b a a b a"})
    void shouldFollowAHistoryThatRepeatsItself(String questions) {
        List<ChatMessage> history = new ArrayList<>();
        for (String question : questions.split(" ")) {
            history.add(user(question));
            ChatMessage answer = assistant("re " + question);
            assertThat(conversation.exchange(history, answer)).containsExactly(question, "re " + question);
            history.add(answer);
        }
        assertThat(conversation.line())
                .isEqualTo(history.stream().map(MessageHashTest::textOf).toList());
    }

    @Test
    void shouldFollowAWindowOfAHistoryThatRepeatsItself() {
        List<ChatMessage> history = new ArrayList<>();
        for (int turn = 0; turn < 40; turn++) {
            String question = turn == 0 ? "begin" : "hi x ok hi y".split(" ")[turn % 5];
            history.add(user(question));
            int from = Math.max(0, history.size() - 13);
            conversation.exchange(history.subList(from, history.size()), assistant("re " + question));
            history.add(assistant("re " + question));
        }
        assertThat(conversation.line())
                .isEqualTo(history.stream().map(MessageHashTest::textOf).toList());
    }

    /** An agent that polls: the same call and the same result again and again, told apart by ids only. */
    @Test
    void shouldFollowAnAgentThatPolls() {
        List<ChatMessage> history = new ArrayList<>(List.of(user("wait for it")));
        for (int poll = 0; poll < 6; poll++) {
            ChatMessage call = call("call_" + poll, "status", "{}");
            conversation.exchange(history, call);
            history.add(call);
            history.add(tool("call_" + poll, "pending"));
        }
        conversation.exchange(history, assistant("done"));
        history.add(assistant("done"));

        assertThat(conversation.line()).hasSameSizeAs(history).endsWith("pending", "done");
    }

    @Test
    void shouldRecogniseToolLoops() {
        ChatMessage call = call("call_1", "f", "{}");
        ChatMessage result = tool("call_1", "42");
        conversation.exchange(of(user("q")), call);

        assertThat(conversation.exchange(of(user("q"), call, result, tool("call_2", "43")), assistant("a")))
                .containsExactly("42", "43", "a");
        ChatMessage resent = call("renamed", "f", "{}");
        assertThat(conversation.exchange(
                        of(user("q"), resent, result, tool("call_2", "43"), assistant("a "), user("q2")),
                        assistant("a2")))
                .containsExactly("q2", "a2");
    }

    @Test
    void shouldGoOnWithAnyOfSeveralChoices() {
        conversation.exchange(of(user("q1")), assistant("a1"), assistant("b1"), assistant("c1"));

        assertThat(conversation.exchange(of(user("q1"), assistant("b1"), user("q2")), assistant("a2")))
                .containsExactly("q2", "a2");
        assertThat(conversation.line()).containsExactly("q1", "b1", "q2", "a2");
        assertThat(conversation.ancestors("q2")).containsExactly("q1", "b1", "q2");
    }

    @Test
    void shouldLeaveOutTheChoicesThatWereNotGoneOnWith() {
        conversation.exchange(of(user("q1")), assistant("a1"), assistant("b1"), assistant("c1"));
        assertThat(conversation.line()).containsExactly("q1", "a1", "b1", "c1");

        conversation.exchange(of(user("q1"), assistant("a1"), user("q2")), assistant("a2"), assistant("b2"));
        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2", "b2");

        conversation.exchange(
                of(user("q1"), assistant("a1"), user("q2"), assistant("a2"), user("q3")), assistant("a3"));
        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2", "q3", "a3");
    }

    @Test
    void shouldBranchWhereAnAnswerIsGeneratedAgain() {
        conversation.exchange(of(user("q1")), assistant("a1"));

        assertThat(conversation.exchange(of(user("q1")), assistant("a1 again"))).containsExactly("a1 again");
        assertThat(conversation.line()).containsExactly("q1", "a1 again");
        assertThat(conversation.exchange(of(user("q1"), assistant("a1"), user("q2")), assistant("a2")))
                .containsExactly("q2", "a2");
        assertThat(conversation.line()).containsExactly("q1", "a1", "q2", "a2");
    }

    @Test
    void shouldBranchWhereAQuestionIsEdited() {
        conversation.exchange(of(user("q1")), assistant("a1"));
        conversation.exchange(of(user("q1"), assistant("a1"), user("q2")), assistant("a2"));

        assertThat(conversation.exchange(of(user("q1"), assistant("a1"), user("edited")), assistant("a3")))
                .containsExactly("edited", "a3");
        assertThat(conversation.line()).containsExactly("q1", "a1", "edited", "a3");
        assertThat(conversation.ancestors("a2")).containsExactly("q1", "a1", "q2", "a2");
    }

    @Test
    void shouldBranchOnBranches() {
        conversation.exchange(of(user("q1")), assistant("a1"));
        conversation.exchange(of(user("q1"), assistant("a1"), user("q2")), assistant("a2"));
        conversation.exchange(of(user("q1"), assistant("a1"), user("Q2")), assistant("A2"));
        conversation.exchange(
                of(user("q1"), assistant("a1"), user("Q2"), assistant("A2"), user("Q3")), assistant("A3"));
        conversation.exchange(of(user("q1"), assistant("a1"), user("third")), assistant("third answer"));

        assertThat(conversation.line()).containsExactly("q1", "a1", "third", "third answer");
        assertThat(conversation.ancestors("A3")).containsExactly("q1", "a1", "Q2", "A2", "Q3", "A3");
    }

    @Test
    void shouldStoreBothTurnsOfAChatContinuedTwiceAtOnce() {
        List<ChatMessage> known = of(user("q1"));
        conversation.exchange(known, assistant("a1"));

        conversation.exchange(of(user("q1"), assistant("a1"), user("left")), assistant("left answer"));
        conversation.exchange(of(user("q1"), assistant("a1"), user("right")), assistant("right answer"));

        assertThat(conversation.ancestors("left answer")).containsExactly("q1", "a1", "left", "left answer");
        assertThat(conversation.ancestors("right answer")).containsExactly("q1", "a1", "right", "right answer");
    }

    @Test
    void shouldRecogniseTextPartsAndDroppedFields() {
        conversation.exchange(
                of(message("user", "q1", Map.of("name", "\"ann\""))), message("assistant", "a1\n", Map.of()));

        ChatMessage parts =
                new ChatMessage("user", new Content.Json("[{\"type\":\"text\",\"text\":\"q1\"}]"), Map.of());
        assertThat(conversation.exchange(of(parts, assistant("a1"), user("q2")), assistant("a2")))
                .containsExactly("q2", "a2");
    }

    @Test
    void shouldNotTakeOneSharedWordForTheLine() {
        conversation.exchange(of(user("shall I?")), assistant("ok"));

        assertThat(conversation.exchange(of(user("something else"), assistant("ok"), user("go on")), assistant("gone")))
                .containsExactly("something else", "ok", "go on", "gone");
    }

    @Test
    void shouldStoreARequestOfNothingButSystemPrompts() {
        assertThat(conversation.exchange(of(system("s")), assistant("a"))).containsExactly("s", "a");
        assertThat(conversation.exchange(of(system("s")), assistant("b"))).containsExactly("b");
        assertThat(conversation.exchange(of(), assistant("c"))).containsExactly("c");
    }

    @Test
    void shouldStoreAQuestionWhoseAnswerNeverCame() {
        assertThat(conversation.exchange(of(user("q1")))).containsExactly("q1");
        assertThat(conversation.exchange(of(user("q1")), assistant("a1"))).containsExactly("a1");
        assertThat(conversation.line()).containsExactly("q1", "a1");
    }
}
