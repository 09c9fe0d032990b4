package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.query.ConversationQuery;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that a conversation is named after its earliest user message in whichever order its rows are taken over. */
@OnEveryEngine
@Timeout(120)
final class TakenOverTitleTest {

    private static final String BASE = "";

    private final LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(5);
    private final LocalDate second = first.plusDays(2);
    private final TestDatabase database;
    private final GoTables tables;
    private final ExchangeIds ids = new ExchangeIds();

    TakenOverTitleTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        this.tables = new GoTables(database);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static StorageConfig.Builder config(TestDatabase database) {
        return StorageConfig.builder(database.dsn()).zone(ZoneOffset.UTC).upkeepInterval(Duration.ofMillis(20));
    }

    private ConversationStore open() {
        return ConversationStore.open(config(database).build());
    }

    private static String suffix(LocalDate day) {
        return "_" + day.toString().replace('-', '_');
    }

    private static GoTables.Row row(LocalDate day, int second, String role, String content) {
        long at = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond() + second;
        return new GoTables.Row(1L, at, "c", "x", role, content, "gpt-4", 1L, null);
    }

    /** An answer without its question. */
    private void addAnswer() throws SQLException {
        tables.create(suffix(first));
        tables.insertMessages(suffix(first), List.of(row(first, 0, "assistant", "answer")));
    }

    /** Questions, the earliest of which was written last. */
    private void addQuestions(String suffix) throws SQLException {
        tables.create(suffix);
        tables.insertMessages(
                suffix,
                List.of(
                        row(second, 50, "user", "later"),
                        row(second, 51, "assistant", "answer"),
                        row(second, 20, "user", "earliest"),
                        row(second, 70, "user", "last")));
    }

    private void chat(ConversationStore store) {
        Instant now = Instant.now();
        String request = "{\"model\":\"m\",\"messages\":[" + TestStore.message("user", "newest") + "]}";
        Exchange exchange = Exchange.builder(ids.next(now.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, now)
                .caller(new Identity(1, 1, 2, false), "10.0.0.1")
                .conversationId("c")
                .ended(200, Outcome.COMPLETED)
                .request(TestStore.body(request), null)
                .response(TestStore.body(TestStore.reply("answer", 10)), null)
                .build();
        assertThat(store.offer(exchange)).isTrue();
        assertThat(title(store)).isNotEmpty();
    }

    private static String title(ConversationStore store) {
        return store.queries()
                .conversations(1, ConversationQuery.newest(10, 0))
                .items()
                .get(0)
                .title();
    }

    private void awaitCatalogued() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.rows("SELECT partition_key FROM mes_partitions"
                                + " WHERE catalogued_messages < legacy_messages OR catalogued_errors < legacy_errors")
                        .isEmpty());
    }

    private void assertNamedAfterTheEarliest(ConversationStore store) throws SQLException {
        assertThat(title(store)).isEqualTo("earliest");
        assertThat(store.administration().recount(true).wrongConversations()).isZero();
        database.execute("DELETE FROM mes_conversations");
        assertThat(store.administration().recount(true).wrongConversations()).isEqualTo(1);
        assertThat(title(store)).isEqualTo("earliest");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotDependOnWhenTheFirstExchangeComes(boolean chatFirst) throws SQLException {
        addAnswer();
        addQuestions(suffix(second));
        UpkeepGate gate = new UpkeepGate(database.dataSource());
        try (ConversationStore store =
                ConversationStore.open(gate.source(), config(database).build())) {
            if (chatFirst) {
                chat(store);
            }
            gate.open();
            awaitCatalogued();
            if (!chatFirst) {
                chat(store);
            }
            assertNamedAfterTheEarliest(store);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotDependOnWhichTablesComeFirst(boolean base) throws SQLException {
        addAnswer();
        try (ConversationStore store = open()) {
            awaitCatalogued();
            chat(store);
        }
        addQuestions(base ? BASE : suffix(second));

        try (ConversationStore store = open()) {
            awaitCatalogued();
            assertNamedAfterTheEarliest(store);
        }
    }

    @Test
    void shouldNotBeNamedAfterWhatWasDeleted() throws SQLException {
        try (ConversationStore store = open()) {
            chat(store);
            assertThat(store.queries().delete(1, "c")).isPositive();
            long deleted = System.currentTimeMillis();
            // What began in the same millisecond is taken for deleted.
            await().until(() -> System.currentTimeMillis() > deleted);
            chat(store);
        }
        addAnswer();
        addQuestions(suffix(second));

        try (ConversationStore store = open()) {
            awaitCatalogued();
            assertThat(title(store)).isEqualTo("newest");
        }
    }
}
