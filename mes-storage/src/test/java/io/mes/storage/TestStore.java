package io.mes.storage;

import io.mes.storage.config.Dsn;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store in an SQLite file, and the means to fill it and to look behind it. */
final class TestStore implements AutoCloseable {

    private final Path file;
    private final TickingClock clock;
    private final ExchangeIds ids = new ExchangeIds();
    private final ConversationStore store;

    TestStore(Path directory, TickingClock clock) {
        this(directory, clock, config -> config);
    }

    TestStore(Path directory, TickingClock clock, UnaryOperator<StorageConfig.Builder> change) {
        this.file = directory.resolve("mes.db");
        this.clock = clock;
        StorageConfig.Builder config = StorageConfig.builder(Dsn.parse("local", file.toString()))
                .zone(ZoneOffset.UTC)
                .drainPatience(Duration.ofSeconds(10));
        this.store = ConversationStore.open(change.apply(config).build(), clock);
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
        Instant now = clock.instant();
        return Exchange.builder(ids.next(now.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, now)
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
        return query(sql).stream()
                .map(row -> row.values().stream().map(String::valueOf).collect(Collectors.joining("|")))
                .toList();
    }

    List<Map<String, @Nullable Object>> query(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (found.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.put(found.getMetaData().getColumnName(i), found.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : Arrays.asList(statements)) {
                statement.execute(sql);
            }
        }
    }

    /** A connection of the test's own. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Waits until everything offered so far is stored or given up. */
    void settle() {
        store.queries().stats(0);
    }

    @Override
    public void close() {
        store.close();
    }
}
