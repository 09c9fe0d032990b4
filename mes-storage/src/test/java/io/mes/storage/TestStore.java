package io.mes.storage;

import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.TestDatabase;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.row.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A store in a real database, and the means to fill it and to look behind it. */
final class TestStore implements AutoCloseable {

    private final TestDatabase database;
    private final TickingClock clock;
    private final ExchangeIds ids = new ExchangeIds();
    private final ConversationStore store;

    TestStore(TestDatabase database, TickingClock clock) {
        this(database, clock, config -> config);
    }

    TestStore(TestDatabase database, TickingClock clock, UnaryOperator<StorageConfig.Builder> change) {
        this(database, clock, ConversationStore.open(config(database, change), clock));
    }

    /** A store that reaches the database in a way of its own. */
    TestStore(TestDatabase database, DataSource source, TickingClock clock, UnaryOperator<StorageConfig.Builder> change)
            throws SQLException {
        this(database, clock, ConversationStore.open(source, config(database, change), clock));
    }

    private TestStore(TestDatabase database, TickingClock clock, ConversationStore store) {
        this.database = database;
        this.clock = clock;
        this.store = store;
    }

    private static StorageConfig config(TestDatabase database, UnaryOperator<StorageConfig.Builder> change) {
        StorageConfig.Builder config =
                StorageConfig.builder(database.dsn()).zone(ZoneOffset.UTC).drainPatience(Duration.ofSeconds(10));
        return change.apply(config).build();
    }

    ConversationStore store() {
        return store;
    }

    /** A chat that was answered now: what the user said before, alternately user and assistant, and the answer. */
    Exchange.Builder chat(long user, @Nullable String conversation, String answer, String... said) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < said.length; i++) {
            messages.add(message(i % 2 == 0 ? "user" : "assistant", said[i]));
        }
        return exchange(user, conversation, "[" + String.join(",", messages) + "]", reply(answer, 10));
    }

    Exchange.Builder exchange(long user, @Nullable String conversation, String messagesJson, String responseJson) {
        return exchange(WireFormat.CHAT_COMPLETIONS, user, conversation, messagesJson, responseJson);
    }

    Exchange.Builder exchange(
            WireFormat format, long user, @Nullable String conversation, String messagesJson, String responseJson) {
        Instant now = clock.instant();
        return Exchange.builder(ids.next(now.toEpochMilli()), format, now)
                .caller(new Identity(user, 20 + user, 30 + user, false), "10.0.0.1")
                .conversationId(conversation)
                .ended(200, Outcome.COMPLETED)
                .request(body("{\"model\":\"m\",\"messages\":" + messagesJson + "}"), null)
                .response(body(responseJson), null);
    }

    static Body body(String text) {
        return Body.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String message(String role, String content) {
        return "{\"role\":\"" + role + "\",\"content\":" + JsonText.quote(content) + "}";
    }

    static String reply(String answer, int tokens) {
        return "{\"choices\":[{\"index\":0,\"message\":" + message("assistant", answer)
                + ",\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":" + (tokens - 1)
                + ",\"total_tokens\":" + tokens + "}}";
    }

    void offer(Exchange.Builder exchange) {
        if (!store.offer(exchange.build())) {
            throw new IllegalStateException("refused");
        }
    }

    /** The newest line of a conversation, each message as JSON. */
    List<String> messages(long user, String conversation) {
        return line(user, conversation).stream().map(StoredMessage::toJson).toList();
    }

    private List<StoredMessage> line(long user, String conversation) {
        settle();
        return store.queries()
                .messages(user, conversation, new MessageQuery(1000, null, false))
                .items();
    }

    /** The contents of the newest line of a conversation. */
    List<String> contents(long user, String conversation) {
        return line(user, conversation).stream()
                .map(StoredMessage::toFields)
                .map(fields -> fields.get("content"))
                .toList();
    }

    /** Columns of all rows of a query, each row as one text. */
    List<String> rows(String sql) throws SQLException {
        return database.rows(sql);
    }

    /** All rows of a query, values as text, whatever type the system gives them; truth as 1. */
    List<Map<String, @Nullable String>> query(String sql) throws SQLException {
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> row : database.query(sql)) {
            Map<String, @Nullable String> texts = new LinkedHashMap<>();
            row.forEach((name, value) -> texts.put(name, text(value)));
            rows.add(texts);
        }
        return rows;
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        }
        return value == null ? null : value.toString();
    }

    void execute(String... statements) throws SQLException {
        database.execute(statements);
    }

    /** A connection of the test's own. */
    Connection connect() throws SQLException {
        return database.connect();
    }

    /** Waits until everything offered so far is stored or given up. */
    void settle() {
        // Makes the writer hurry; but a question waits a second only.
        store.queries().stats(0);
        await().atMost(Duration.ofSeconds(30)).until(() -> store.stats().unsettled() == 0);
    }

    @Override
    public void close() {
        store.close();
    }
}
