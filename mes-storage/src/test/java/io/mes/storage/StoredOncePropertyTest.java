package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.service.QueryService;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verifies over random chats (windows, edits, answers generated again, tools, choices, changed system prompts, days) that
 * every request can be rebuilt exactly as it was sent, that the newest line is what the client sees, and that what was
 * said is stored about once.
 */
@OnEveryEngine
@Timeout(120)
final class StoredOncePropertyTest {

    private static final int TURNS = 60;

    private final TestDatabase database;

    private final TickingClock clock = new TickingClock("2026-11-22T20:00:00Z");
    private final List<Sent> sent = new ArrayList<>();
    private int messagesSent;

    StoredOncePropertyTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** A request and the first reply to it. */
    private record Sent(@Nullable String conversation, String replyId, String messages) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldRebuildEveryRequest(long seed) throws SQLException {
        Random random = new Random(seed);
        List<ChatClient> clients = List.of(new ChatClient(random), new ChatClient(random), new ChatClient(random));
        try (TestStore store = new TestStore(database, clock)) {
            for (int turn = 0; turn < TURNS; turn++) {
                int number = random.nextInt(clients.size());
                exchange(store, "c" + number, clients.get(number));
                clock.advance(Duration.ofMinutes(random.nextInt(10)));
            }
            store.settle();
            assertRebuilt(store, seed, Sent::conversation);
            for (int number = 0; number < clients.size(); number++) {
                if (!clients.get(number).beganAnew()) {
                    assertThat(store.messages(1, "c" + number))
                            .as("seed %d, line of c%d", seed, number)
                            .isEqualTo(clients.get(number).line());
                }
            }
            assertStoredAboutOnce(store);
        }
    }

    /** The clients say much the same, so that a chat may go on where another one said it; but never otherwise than said. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldRebuildEveryRequestThatNamesNoConversation(long seed) throws SQLException {
        Random random = new Random(seed);
        List<ChatClient> clients = List.of(new ChatClient(random), new ChatClient(random), new ChatClient(random));
        try (TestStore store = new TestStore(database, clock)) {
            for (int turn = 0; turn < TURNS; turn++) {
                exchange(store, null, clients.get(random.nextInt(clients.size())));
                clock.advance(Duration.ofMinutes(random.nextInt(10)));
            }
            store.settle();
            Map<String, String> conversations = conversationOfReplies(store);
            assertRebuilt(store, seed, request -> conversations.get(request.replyId()));
            assertThat(Set.copyOf(conversations.values())).hasSizeLessThan(TURNS / 2);
            assertStoredAboutOnce(store);
        }
    }

    /** As from a spool, or from another gateway that could not write for a while. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldRebuildEveryRequestWhenSomeComeLate(long seed) throws SQLException {
        Random random = new Random(seed);
        List<ChatClient> clients = List.of(new ChatClient(random), new ChatClient(random), new ChatClient(random));
        List<Exchange.Builder> heldBack = new ArrayList<>();
        try (TestStore store = new TestStore(database, clock)) {
            for (int turn = 0; turn < TURNS; turn++) {
                int number = random.nextInt(clients.size());
                Exchange.Builder exchange = next(store, "c" + number, clients.get(number));
                if (random.nextInt(4) == 0) {
                    heldBack.add(exchange);
                } else {
                    store.offer(exchange);
                }
                if (random.nextInt(8) == 0) {
                    heldBack.forEach(store::offer);
                    heldBack.clear();
                }
                clock.advance(Duration.ofMinutes(random.nextInt(10)));
            }
            heldBack.forEach(store::offer);
            store.settle();
            assertRebuilt(store, seed, Sent::conversation);
        }
    }

    private void assertRebuilt(TestStore store, long seed, Function<Sent, @Nullable String> conversation) {
        for (Sent request : sent) {
            String id = Objects.requireNonNull(conversation.apply(request));
            assertThat(store.store().queries().request(1, id, request.replyId()))
                    .as("seed %d, reply %s", seed, request.replyId())
                    .isEqualTo("{\"model\":\"m\",\"messages\":" + request.messages() + "}");
        }
    }

    private static Map<String, String> conversationOfReplies(TestStore store) {
        Map<String, String> found = new HashMap<>();
        QueryService queries = store.store().queries();
        for (ConversationSummary conversation :
                queries.conversations(1, ConversationQuery.newest(100, 0)).items()) {
            String id = conversation.conversationId();
            queries.messages(1, id, new MessageQuery(1000, null, true))
                    .items()
                    .forEach(message -> found.put(message.messageId(), id));
        }
        return found;
    }

    private void exchange(TestStore store, @Nullable String conversation, ChatClient client) {
        store.offer(next(store, conversation, client));
    }

    private Exchange.Builder next(TestStore store, @Nullable String conversation, ChatClient client) {
        List<String> messages = client.next();
        List<String> choices = client.answer();
        List<String> numbered = new ArrayList<>();
        for (String choice : choices) {
            numbered.add("{\"index\":" + numbered.size() + ",\"message\":" + choice + ",\"finish_reason\":\"stop\"}");
        }
        String json = "[" + String.join(",", messages) + "]";
        var exchange = store.exchange(1, conversation, json, "{\"choices\":[" + String.join(",", numbered) + "]}");
        String id = exchange.build().id();
        sent.add(new Sent(conversation, "%s-%06d".formatted(id, messages.size()), json));
        messagesSent += messages.size() + choices.size();
        return exchange;
    }

    /** Each turn says one to three things and hears one to three; what is stored beyond that was stored again. */
    private void assertStoredAboutOnce(TestStore store) throws SQLException {
        long stored = Long.parseLong(
                store.rows("SELECT SUM(messages) FROM mes_daily_usage").get(0));
        assertThat(stored).isLessThan(4L * TURNS).isLessThan(messagesSent / 2);
    }
}
