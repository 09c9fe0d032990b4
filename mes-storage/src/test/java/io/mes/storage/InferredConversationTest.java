package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationSummary;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a chat without an id goes on where its history stands, and nowhere else. */
@OnEveryEngine
@Timeout(120)
final class InferredConversationTest {

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T12:00:00Z");
    private TestStore store;

    InferredConversationTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @BeforeEach
    void open() {
        store = new TestStore(database, clock);
    }

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    private static String system(String text) {
        return TestStore.message("system", text);
    }

    private static String user(String text) {
        return TestStore.message("user", text);
    }

    private static String assistant(String text) {
        return TestStore.message("assistant", text);
    }

    private void exchange(long user, List<String> messages, String answer) {
        store.offer(store.exchange(user, null, "[" + String.join(",", messages) + "]", TestStore.reply(answer, 5)));
        clock.advance(Duration.ofSeconds(1));
    }

    private void exchange(List<String> messages, String answer) {
        exchange(1, messages, answer);
    }

    private List<String> ids(long user) {
        store.settle();
        return store.store().queries().conversations(user, ConversationQuery.newest(100, 0)).items().stream()
                .map(ConversationSummary::conversationId)
                .toList();
    }

    private String onlyId() {
        assertThat(ids(1)).hasSize(1);
        return ids(1).get(0);
    }

    private List<String> line(String id) {
        return store.contents(1, id).stream()
                .map(content -> content.substring(1, content.length() - 1))
                .toList();
    }

    private long rows() throws SQLException {
        store.settle();
        return Long.parseLong(
                store.rows("SELECT SUM(messages) FROM mes_daily_usage").get(0));
    }

    /** So many turns, each with all of the history. */
    private List<String> chat(String name, int turns) {
        List<String> history = new ArrayList<>();
        for (int turn = 1; turn <= turns; turn++) {
            history.add(user(name + " q" + turn));
            exchange(history, name + " a" + turn);
            history.add(assistant(name + " a" + turn));
        }
        return history;
    }

    private static List<String> plus(List<String> history, String... more) {
        List<String> longer = new ArrayList<>(history);
        longer.addAll(List.of(more));
        return longer;
    }

    @Test
    void shouldGoOnWithAFullHistory() throws SQLException {
        chat("x", 60);

        assertThat(line(onlyId())).hasSize(120).startsWith("x q1", "x a1").endsWith("x q60", "x a60");
        assertThat(rows()).isEqualTo(120);
    }

    @Test
    void shouldGoOnWithAWindow() throws SQLException {
        List<String> history = chat("x", 5);
        exchange(plus(history.subList(8, 10), user("x q6")), "x a6");
        exchange(List.of(user("x q6"), assistant("x a6"), user("x q7")), "x a7");

        assertThat(line(onlyId())).hasSize(14).endsWith("x a5", "x q6", "x a6", "x q7", "x a7");
        assertThat(rows()).isEqualTo(14);
    }

    @Test
    void shouldGoOnWhateverTheSystemPromptIs() {
        exchange(List.of(system("s1"), user("q1")), "a1");
        exchange(List.of(system("s2"), user("q1"), assistant("a1"), user("q2")), "a2");
        exchange(List.of(user("q1"), assistant("a1"), user("q2"), assistant("a2"), user("q3")), "a3");

        assertThat(line(onlyId())).endsWith("q1", "a1", "q2", "a2", "q3", "a3");
    }

    @Test
    void shouldGoOnBehindASummary() {
        List<String> history = chat("x", 5);
        exchange(plus(List.of(system("We spoke of x."), history.get(8), history.get(9)), user("x q6")), "x a6");
        exchange(plus(List.of(user("Summary: x"), user("x q6"), assistant("x a6")), user("x q7")), "x a7");

        assertThat(line(onlyId())).endsWith("x q5", "x a5", "x q6", "x a6", "x q7", "x a7");
    }

    @Test
    void shouldRecogniseWhatAClientWritesOtherwise() throws SQLException {
        exchange(List.of(user("q1 ")), "a1\n");
        exchange(
                List.of(
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q1\"}]}",
                        "{\"role\":\"assistant\",\"content\":\"a1\",\"refusal\":null}",
                        user("q2")),
                "a2");

        assertThat(rows()).isEqualTo(4);
        onlyId();
    }

    @Test
    void shouldFollowAnAgent() throws SQLException {
        String calls = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"id\":\"c2\",\"type\":\"function\","
                + "\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}";
        String answer = "{\"choices\":[{\"index\":0,\"message\":" + calls + ",\"finish_reason\":\"tool_calls\"}]}";
        store.offer(store.exchange(1, null, "[" + user("do") + "]", answer));
        List<String> history = List.of(
                user("do"),
                calls,
                "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"r1\"}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"r2\"}");
        store.offer(store.exchange(1, null, "[" + String.join(",", history) + "]", answer));
        exchange(
                plus(
                        history,
                        calls,
                        "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"r3\"}",
                        "{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"r4\"}"),
                "done");

        onlyId();
        assertThat(rows()).isEqualTo(8);
    }

    @Test
    void shouldGoOnWithAnyChoice() throws SQLException {
        String choices = "{\"choices\":[{\"index\":0,\"message\":" + assistant("a") + "},{\"index\":1,\"message\":"
                + assistant("b") + "}]}";
        store.offer(store.exchange(1, null, "[" + user("q1") + "]", choices));
        exchange(List.of(user("q1"), assistant("b"), user("q2")), "b2");
        exchange(List.of(user("q1"), assistant("a"), user("q2")), "a2");
        exchange(List.of(user("q1"), assistant("b"), user("q2"), assistant("b2"), user("q3")), "b3");

        assertThat(line(onlyId())).containsExactly("q1", "b", "q2", "b2", "q3", "b3");
        assertThat(rows()).isEqualTo(9);
    }

    @Test
    void shouldBranchWhereAnAnswerIsMadeAgainOrAQuestionEdited() throws SQLException {
        List<String> history = chat("x", 3);
        exchange(history.subList(0, 5), "x a3 again");
        exchange(plus(history.subList(0, 2), user("x q2 edited")), "x a2 edited");

        assertThat(line(onlyId())).containsExactly("x q1", "x a1", "x q2 edited", "x a2 edited");
        assertThat(rows()).isEqualTo(9);
    }

    @Test
    void shouldKeepChatsApartThatBeginWithTheSameWords() {
        exchange(List.of(user("hi")), "Hello!");
        exchange(List.of(user("hi")), "Hello!");
        List<String> greeting = List.of(user("hi"), assistant("Hello!"));
        exchange(plus(greeting, user("cats?")), "Cats.");
        exchange(plus(greeting, user("dogs?")), "Dogs.");
        exchange(plus(greeting, user("cats?"), assistant("Cats."), user("More.")), "More cats.");
        exchange(plus(greeting, user("dogs?"), assistant("Dogs."), user("More.")), "More dogs.");

        assertThat(ids(1)).hasSize(2);
        assertThat(ids(1).stream().map(this::line))
                .containsExactlyInAnyOrder(
                        List.of("hi", "Hello!", "cats?", "Cats.", "More.", "More cats."),
                        List.of("hi", "Hello!", "dogs?", "Dogs.", "More.", "More dogs."));
    }

    @Test
    void shouldStoreTwoBranchesOnceThatGoOnInTurn() throws SQLException {
        List<String> left = chat("x", 2);
        List<String> right = new ArrayList<>(left);
        for (int turn = 0; turn < 30; turn++) {
            left.add(user("left q" + turn));
            exchange(left, "left a" + turn);
            left.add(assistant("left a" + turn));
            right.add(user("right q" + turn));
            exchange(right, "right a" + turn);
            right.add(assistant("right a" + turn));
        }

        assertThat(line(onlyId()))
                .hasSize(64)
                .startsWith("x q1", "x a1", "x q2", "x a2", "right q0")
                .endsWith("right q29", "right a29");
        assertThat(rows()).isEqualTo(124);
    }

    @Test
    void shouldStoreBranchesOfANamedConversationOnce() throws SQLException {
        List<String> left = new ArrayList<>(List.of(user("q")));
        List<String> right = new ArrayList<>(left);
        for (int turn = 0; turn < 10; turn++) {
            for (List<String> branch : List.of(left, right)) {
                String side = branch == left ? "left " : "right ";
                String messages = "[" + String.join(",", branch) + "]";
                store.offer(store.exchange(1, "named", messages, TestStore.reply(side + turn, 5)));
                branch.add(assistant(side + turn));
                branch.add(user(side + "q" + turn));
            }
        }

        assertThat(line("named")).hasSize(20).endsWith("right q8", "right 9");
        assertThat(rows()).isEqualTo(1 + 20 + 18);
    }

    @Test
    void shouldGoOnAfterARestartInAnotherGatewayAndOnAnotherDay() {
        List<String> history = chat("x", 2);
        store.close();
        clock.advance(Duration.ofHours(20));
        store = new TestStore(database, clock);
        try (TestStore other = new TestStore(database, clock)) {
            exchange(plus(history, user("x q3")), "x a3");
            store.settle();
            List<String> longer = plus(history, user("x q3"), assistant("x a3"), user("x q4"));
            other.offer(other.exchange(1, null, "[" + String.join(",", longer) + "]", TestStore.reply("x a4", 5)));
            other.settle();
        }

        assertThat(line(onlyId())).hasSize(8).endsWith("x q4", "x a4");
    }

    /** Written by another gateway, whose spool held it back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldPlaceAReplyThatComesLate(int turns) throws SQLException {
        // A single exchange must say more than a greeting does.
        String name = turns == 1 ? "in detail ".repeat(40) : "a";
        List<String> history = chat(name, turns);
        List<String> third = plus(history, user("q3"));
        Exchange.Builder late =
                store.exchange(1, null, "[" + String.join(",", third) + "]", TestStore.reply("late a3", 5));
        clock.advance(Duration.ofSeconds(1));
        exchange(plus(third, assistant("late a3"), user("q4")), "a4");
        long before = rows();

        store.offer(late);

        String id = onlyId();
        List<String> line = line(id);
        assertThat(line)
                .hasSize(2 * turns + 4)
                .startsWith(name + " q1", name + " a1")
                .endsWith(name + " a" + turns, "q3", "late a3", "q4", "a4");
        assertThat(rows()).isEqualTo(before + 1);
        assertThat(store.store().queries().request(1, id, late.build().id() + "-00000" + third.size()))
                .isEqualTo("{\"model\":\"m\",\"messages\":[" + String.join(",", third) + "]}");
        exchange(plus(third, assistant("late a3"), user("q4"), assistant("a4"), user("q5")), "a5");
        assertThat(line(id)).isEqualTo(plus(line, "q5", "a5"));
        assertThat(rows()).isEqualTo(before + 3);
    }

    @Test
    void shouldLeaveToEachUserTheirOwn() {
        List<String> history = chat("x", 3);
        exchange(2, plus(history, user("x q4")), "x a4");
        exchange(2, plus(history, user("x q4"), assistant("x a4"), user("x q5")), "x a5");

        assertThat(line(onlyId())).hasSize(6);
        assertThat(ids(2)).hasSize(1).doesNotContain(onlyId());
    }

    @Test
    void shouldNotTakeExamplesForAConversation() {
        List<String> examples = List.of(system("s"), user("good"), assistant("+"), user("bad"), assistant("-"));
        for (int i = 0; i < 3; i++) {
            exchange(plus(examples, user("text " + i)), "+");
        }

        assertThat(ids(1)).hasSize(3);
    }

    /** Not even where the model has once answered what stands among them. */
    @Test
    void shouldNotTakeExamplesForAConversationThatEndsWithOne() {
        List<String> examples = List.of(user("good"), assistant("+"), user("bad"), assistant("-"));
        exchange(plus(examples, user("bad")), "-");
        for (int i = 0; i < 3; i++) {
            exchange(plus(examples, user("text " + i)), "+");
        }
        exchange(plus(examples, user("bad"), assistant("-"), user("worse")), "--");

        assertThat(ids(1)).hasSize(4);
    }

    /** Agents that wait say the same again and again, each in its conversation. */
    @ParameterizedTest
    @ValueSource(ints = {2, 6})
    void shouldKeepAgentsApartThatSayTheSameAgainAndAgain(int agents) {
        List<List<String>> histories = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            histories.add(new ArrayList<>(List.of(user("task " + agent))));
        }
        for (int round = 0; round < 24; round++) {
            // One of them less often.
            for (int agent = round % 6 == 0 ? 0 : 1; agent < agents; agent++) {
                List<String> history = histories.get(agent);
                exchange(history, "check");
                history.add(assistant("check"));
                history.add(user("pending"));
            }
        }

        assertThat(ids(1)).hasSize(agents);
        assertThat(ids(1)).extracting(id -> line(id).get(0)).doesNotHaveDuplicates();
    }

    /** More than are looked at at once. */
    @Test
    void shouldKeepApartMoreChatsThatBeginAlikeThanAreFound() {
        int chats = 12;
        for (int i = 0; i < chats; i++) {
            exchange(List.of(user("hi")), "Hello!");
        }
        for (int i = 0; i < chats; i++) {
            exchange(List.of(user("hi"), assistant("Hello!"), user("question " + i)), "answer " + i);
        }

        List<List<String>> lines = ids(1).stream().map(this::line).toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(4));
        assertThat(lines.stream().filter(line -> line.size() == 4))
                .hasSize(chats)
                .doesNotHaveDuplicates();
    }

    /** The reply in between may come late, and is not the other conversation's. */
    @Test
    void shouldBeginAnewWhereAnotherConversationIsAsLikely() {
        List<String> beginning = List.of(user("start"), assistant("What is your name?"));
        exchange(beginning.subList(0, 1), "What is your name?");
        exchange(plus(beginning, user("help")), "With what?");
        exchange(beginning.subList(0, 1), "What is your name?");
        exchange(plus(beginning, user("help"), assistant("comes late"), user("more")), "Here.");

        assertThat(ids(1)).hasSize(3);
    }

    @Test
    void shouldBeginAnewBehindABegunAnswerThatIsFollowedByWhatIsUnknown() {
        exchange(List.of(user("p"), assistant("{")), "\"label\":1}");
        exchange(
                List.of(
                        user("p"),
                        assistant("{\"label\":1}"),
                        user("q2"),
                        assistant("unheard of"),
                        user("q3"),
                        assistant("this too"),
                        user("q4")),
                "a4");

        assertThat(ids(1)).hasSize(2);
    }

    /** Clients show and send again what the model says behind its thought. */
    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "<think>Let me see.</think>\n\n", "\n<think>\nWell\n</think>"})
    void shouldGoOnWhereTheClientLeavesTheThoughtOut(String thought) {
        List<String> history = new ArrayList<>();
        for (int turn = 0; turn < 4; turn++) {
            history.add(user("q" + turn));
            exchange(history, thought + "a" + turn);
            history.add(assistant("a" + turn));
        }

        assertThat(line(onlyId())).hasSize(8).startsWith("q0", "a0", "q1", "a1");
    }

    /** One batch, in which a reply is found as often as it was given. */
    @Test
    void shouldPlaceManyThatSayTheSameInOneBatch() {
        List<String> same = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            same.add(assistant("check"));
            same.add(user("pending"));
        }
        for (int i = 0; i < 500; i++) {
            store.offer(store.exchange(
                    1,
                    null,
                    "[" + user("task " + i) + "," + String.join(",", same) + "]",
                    TestStore.reply("check", 5)));
        }
        store.settle();

        assertThat(store.store().stats().stored()).isEqualTo(500);
    }

    @Test
    void shouldNotTakeOneExchangeForAConversationWhereOthersStandBeforeIt() {
        exchange(plus(chat("x", 3), user("thanks")), "You're welcome!");
        exchange(
                List.of(
                        user("y q1"),
                        assistant("y a1"),
                        user("thanks"),
                        assistant("You're welcome!"),
                        user("one more thing")),
                "y a3");

        assertThat(ids(1)).hasSize(2);
    }

    @Test
    void shouldNotChooseAmongConversationsThatEndWithTheSameExchange() {
        exchange(plus(chat("x", 3), user("thanks")), "You're welcome!");
        exchange(plus(chat("y", 3), user("thanks")), "You're welcome!");
        exchange(List.of(user("thanks"), assistant("You're welcome!"), user("one more thing")), "z");

        assertThat(ids(1)).hasSize(3);
    }

    @Test
    void shouldGoOnAfterAReplyThatWasCutOff() {
        cutOff(List.of(user("Tell a tale")), "Once upon");
        exchange(List.of(user("Tell a tale"), assistant("Once upon"), user("Go on")), "a time");

        assertThat(line(onlyId())).containsExactly("Tell a tale", "Once upon", "Go on", "a time");
    }

    /** What was written to a client is more than what it has got when it closes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldGoOnAfterRepliesOfWhichTheClientGotLess(int cuts) {
        List<String> history = new ArrayList<>(List.of(user("Hello"), assistant("What shall I tell?")));
        exchange(List.of(user("Hello")), "What shall I tell?");
        for (int cut = 0; cut < cuts; cut++) {
            history.add(user("Tell a tale " + cut));
            cutOff(history, "Once upon a time there was " + cut + " of them, who");
            history.add(assistant("Once upon a time there was " + cut));
        }
        exchange(plus(history, user("shorter, please")), "The end.");

        assertThat(line(onlyId())).hasSize(2 * cuts + 4).endsWith("shorter, please", "The end.");
    }

    @Test
    void shouldGoOnAfterAFirstReplyOfWhichTheClientGotLess() {
        cutOff(List.of(user("Tell a tale")), "Once upon a time there was a king who");
        cutOff(List.of(user("Tell a joke")), "Once upon a time there was a clown");
        exchange(List.of(user("Tell a tale"), assistant("Once upon a time there"), user("shorter")), "The end.");

        assertThat(ids(1)).hasSize(2);
        assertThat(ids(1).stream().map(this::line))
                .contains(List.of("Tell a tale", "Once upon a time there", "shorter", "The end."));
    }

    @Test
    void shouldNotTakeAnotherAnswerForTheOneThatWasCutOff() {
        cutOff(List.of(user("Tell a tale")), "Once upon a time there was a king who");
        exchange(List.of(user("Tell a tale"), assistant("Far away there lived a king"), user("go on")), "The end.");

        assertThat(ids(1)).hasSize(2);
    }

    /** Models begin all alike. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello! How can I assist",
                "Hello! How can I assist you today?",
                "Hello! What",
                "Hello! How can I help with cats?"
            })
    void shouldNotTakeAnAnswerThatBeginsAlikeForTheOneThatWasCutOff(String other) {
        cutOff(List.of(user("hi")), "Hello! How can I help you today?");
        exchange(List.of(user("hi"), assistant(other), user("cats?")), "Cats.");

        assertThat(ids(1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 19, 20, 100, 299, 2_000, 4_999})
    void shouldKnowAnyBeginningOfAReplyThatWasCutOff(int length) {
        String written = "I will tell you all about it. ".repeat(200).substring(0, 5_000);
        cutOff(List.of(user("Tell a tale")), written);
        exchange(List.of(user("Tell a tale"), assistant(written.substring(0, length)), user("shorter")), "The end.");

        onlyId();
    }

    /** Whoever lets the model go on with what it has begun for it ends a request with that. */
    @Test
    void shouldGoOnWhereTheClientBeginsTheAnswer() {
        List<String> history = chat("x", 5);
        exchange(plus(history.subList(8, 10), user("x q6"), assistant("Sure,")), " x a6");
        exchange(plus(history, user("x q6"), assistant("Sure,"), assistant(" x a6"), user("x q7")), "x a7");

        assertThat(line(onlyId())).hasSize(15).endsWith("x a5", "x q6", "Sure,", " x a6", "x q7", "x a7");
    }

    /** Clients put what they have begun and what the model has added together. */
    @Test
    void shouldGoOnWithAnAnswerThatTheClientHadBegun() {
        exchange(List.of(user("q1"), assistant("Sure,")), " a1");
        exchange(List.of(user("q1"), assistant("Sure, a1"), user("q2"), assistant("Well,")), " a2");
        exchange(List.of(user("q1"), assistant("Sure, a1"), user("q2"), assistant("Well, a2"), user("q3")), "a3");

        assertThat(line(onlyId())).containsExactly("q1", "Sure, a1", "q2", "Well, a2", "q3", "a3");
    }

    @Test
    void shouldGoOnAfterACutReplyWhereTheClientBeginsTheAnswer() {
        cutOff(List.of(user("Tell a tale")), "Once upon a time there was a king who");
        exchange(
                List.of(
                        user("Tell a tale"),
                        assistant("Once upon a time there"),
                        user("In verse"),
                        assistant("There was")),
                " a king");

        onlyId();
    }

    /** A part of a stored reply belongs to that one, and not to another conversation that begins alike. */
    @Test
    void shouldGoOnWithThePartOfAReplyWhereItIsKnown() {
        List<String> history = chat("x", 1);
        exchange(plus(history, user("Tell a tale")), "Once upon a time there was a king who");
        String id = onlyId();
        clock.advance(Duration.ofSeconds(1));
        exchange(history.subList(0, 1), "x a1");
        exchange(plus(history, user("Tell a tale"), assistant("Once upon a time")), "there was a queen");

        assertThat(ids(1)).hasSize(2);
        assertThat(line(id)).endsWith("Once upon a time", "there was a queen");
    }

    private void cutOff(List<String> messages, String written) {
        String partial = "{\"choices\":[{\"index\":0,\"message\":" + assistant(written) + "}]}";
        store.offer(store.exchange(1, null, "[" + String.join(",", messages) + "]", partial)
                .ended(200, Outcome.CLIENT_CLOSED));
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void shouldGoOnWhereTheClientAlteredTheLastReply() {
        List<String> history = chat("x", 2);
        history.set(3, assistant("x a2, in other words"));
        exchange(plus(history, user("x q3")), "x a3");

        assertThat(line(onlyId())).containsExactly("x q1", "x a1", "x q2", "x a2, in other words", "x q3", "x a3");
    }

    /** What everybody says first proves nothing where what follows was never said here. */
    @Test
    void shouldBeginAnewWhereOnlyTheBeginningIsKnown() {
        List<String> greeting = List.of(user("hi"), assistant("Hello!"));
        exchange(List.of(user("hi")), "Hello!");
        exchange(
                plus(greeting, user("one"), assistant("unheard of"), user("two"), assistant("too"), user("three")),
                "x");

        assertThat(ids(1)).hasSize(2);
    }

    /** Nor does one reply that may come late, where all else is what is said in any conversation. */
    @Test
    void shouldBeginAnewWhereOnlyAGreetingIsKnown() {
        exchange(List.of(user("hi")), "Hello! How can I help you today?");
        exchange(
                List.of(
                        user("hi"),
                        assistant("Hello! How can I help you today?"),
                        user("one"),
                        assistant("said in a conversation that was deleted"),
                        user("two")),
                "x");

        assertThat(ids(1)).hasSize(2);
    }

    /** The exchange in between may come later, but of which conversation? */
    @Test
    void shouldBeginAnewWhereTheBeginningIsThatOfSeveral() {
        String answer = "All that is to be said. ".repeat(20);
        exchange(List.of(user("hi")), answer);
        exchange(List.of(user("hi")), answer);
        exchange(List.of(user("hi"), assistant(answer), user("one"), assistant("unheard of"), user("two")), "x");

        assertThat(ids(1)).hasSize(3);
    }

    /** Nor do such words amid replies that were never given here. */
    @Test
    void shouldBeginAnewWhereOnlyTheMiddleIsKnown() {
        List<String> polite =
                List.of(user("thanks"), assistant("You are welcome!"), user("go on"), assistant("Anything else?"));
        List<String> history = plus(chat("x", 1), polite.get(0));
        exchange(history, "You are welcome!");
        history = plus(history, polite.get(1), polite.get(2));
        exchange(history, "Anything else?");
        exchange(plus(history, polite.get(3), user("x q2")), "x a2");

        List<String> others = List.of(user("other"), assistant("unheard of"));
        exchange(plus(plus(others, polite.toArray(String[]::new)), user("what now?")), "begun");

        assertThat(ids(1)).hasSize(2);
    }

    @Test
    void shouldGoOnWithTheResponseThatARequestNames() {
        respond("first", null, "resp_1", "one");
        respond("second", "resp_1", "resp_2", "two");
        respond("second otherwise", "resp_1", "resp_3", "two otherwise");
        respond("third", "resp_2", "resp_4", "three");
        respond("unknown", "resp_of_another", "resp_5", "four");

        assertThat(ids(1)).hasSize(2);
        String id =
                ids(1).stream().filter(one -> line(one).size() > 2).findFirst().orElseThrow();
        assertThat(line(id)).containsExactly("first", "one", "second", "two", "third", "three");
    }

    private void respond(String input, @Nullable String previous, String id, String text) {
        String before = previous == null ? "" : ",\"previous_response_id\":" + JsonText.quote(previous);
        store.offer(store.exchange(
                        WireFormat.RESPONSES,
                        1,
                        null,
                        "[]",
                        "{\"id\":" + JsonText.quote(id)
                                + ",\"object\":\"response\",\"status\":\"completed\",\"output\":[{\"type\":\"message\","
                                + "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":"
                                + JsonText.quote(text) + "}]}]}")
                .request(TestStore.body("{\"model\":\"m\",\"input\":" + JsonText.quote(input) + before + "}"), null));
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void shouldBeginAnewAfterADeletion() {
        List<String> history = chat("x", 2);
        String id = onlyId();
        store.store().queries().delete(1, id);
        clock.advance(Duration.ofSeconds(1));
        exchange(plus(history, user("x q3")), "x a3");

        assertThat(ids(1)).hasSize(1).doesNotContain(id);
        assertThat(line(onlyId())).hasSize(6);
    }

    /** Its answer comes when the conversation is gone, and its request holds all of that. */
    @Test
    void shouldNotBringBackADeletedConversationWithWhatBeganBefore() throws SQLException {
        List<String> history = chat("x", 2);
        String id = onlyId();
        Exchange.Builder late = store.exchange(
                1, null, "[" + String.join(",", plus(history, user("x q3"))) + "]", TestStore.reply("x a3", 5));
        clock.advance(Duration.ofSeconds(1));
        store.store().queries().delete(1, id);
        clock.advance(Duration.ofSeconds(1));

        store.offer(late);

        assertThat(ids(1)).isEmpty();
        assertThat(store.store().stats().discarded()).isEqualTo(1);
        exchange(plus(history, user("x q3"), assistant("x a3"), user("x q4")), "x a4");
        assertThat(line(onlyId())).hasSize(8);
    }

    /** An exchange under way is not part of a deletion for having heard a phrase that was deleted. */
    @Test
    void shouldStoreWhatOnlySharesAReplyWithADeletedConversation() {
        exchange(plus(chat("x", 2), user("thanks")), "You're welcome!");
        String id = onlyId();
        Exchange.Builder other = store.exchange(
                1,
                null,
                "["
                        + String.join(
                                ",",
                                user("y q1"),
                                assistant("y a1"),
                                user("thanks"),
                                assistant("You're welcome!"),
                                user("y q3"))
                        + "]",
                TestStore.reply("y a3", 5));
        clock.advance(Duration.ofSeconds(1));
        store.store().queries().delete(1, id);
        store.offer(other);

        assertThat(line(onlyId())).hasSize(6).startsWith("y q1");
    }

    /** As when somebody deletes it after its replies were looked up and before it is locked. */
    @Test
    void shouldBeginAnewWhereAReplyOfADeletedConversationIsFound() throws SQLException {
        List<String> history = chat("x", 2);
        String id = onlyId();
        database.execute("CREATE TABLE kept AS SELECT * FROM mes_replies");
        store.store().queries().delete(1, id);
        assertThat(database.rows("SELECT message_id FROM mes_replies WHERE line_length >= 0"))
                .isEmpty();
        database.execute("INSERT INTO mes_replies SELECT * FROM kept");
        clock.advance(Duration.ofSeconds(1));
        exchange(plus(history, user("x q3")), "x a3");

        assertThat(ids(1)).hasSize(1).doesNotContain(id);
        assertThat(line(onlyId())).hasSize(6);
    }
}
