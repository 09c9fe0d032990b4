package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.CompletionMessageQuery;
import io.mes.storage.query.CompletionMetadata;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.service.CompletionService;
import io.mes.storage.service.QueryService;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that texts which no database can hold are not found, or named, and never taken for a database that fails. */
@OnEveryEngine
@Timeout(60)
final class UnstorableQueriesTest {

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private TestStore store;

    UnstorableQueriesTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @BeforeEach
    void open() {
        store = new TestStore(database, clock, config -> config.completions(true));
        store.offer(store.chat(1, "c", "a", "q"));
        store.settle();
    }

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    private static void assertNotFound(ThrowingCallable question) {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(question);
    }

    private static void assertNamed(String parameter, ThrowingCallable question) {
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(question)
                .satisfies(e -> assertThat(e.parameter()).isEqualTo(parameter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c\u0000", "\u0000", "c\ud83d", "\ude00"})
    void shouldNotBeFoundAsIds(String id) {
        QueryService queries = store.store().queries();
        CompletionService completions = store.store().completions();

        assertNotFound(() -> queries.messages(1, id, new MessageQuery(10, null, false)));
        assertNotFound(() -> queries.request(1, id, "x"));
        assertNotFound(() -> queries.request(1, "c", id));
        assertNotFound(() -> queries.delete(1, id));
        assertNotFound(() -> completions.find(1, id, Set.of()));
        assertNotFound(() -> completions.messages(1, id, new CompletionMessageQuery(10, null, false)));
        assertNotFound(() -> completions.setMetadata(1, id, CompletionMetadata.ofBody("{\"metadata\":{}}"), Set.of()));
        assertNotFound(() -> completions.delete(1, id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m\u0000", "\u0000", "m\ud83d", "\ude00"})
    void shouldBeNamedAsConditions(String text) {
        CompletionService completions = store.store().completions();

        assertNamed("model", () -> new ConversationQuery(10, 0, null, null, null, text, null));
        assertNamed("q", () -> new ConversationQuery(10, 0, null, null, null, null, text));
        assertNamed("model", () -> new ExportQuery(1L, null, null, text, ExportFormat.MES));
        assertNamed(
                "after", () -> completions.list(1, new CompletionQuery(10, text, false, null, List.of()), Set.of()));
        assertThat(completions
                        .list(1, new CompletionQuery(10, null, false, text, List.of()), Set.of())
                        .items())
                .isEmpty();
        assertThat(completions
                        .list(1, new CompletionQuery(10, null, false, null, List.of(Map.entry(text, text))), Set.of())
                        .items())
                .isEmpty();
    }

    @Test
    void shouldBeNamedInPlacesOfLists() {
        String after = Base64.getUrlEncoder().encodeToString("1795341600 c\u0000".getBytes(StandardCharsets.UTF_8));

        assertNamed(
                "after",
                () -> store.store()
                        .queries()
                        .conversations(1, new ConversationQuery(10, 0, after, null, null, null, null)));
    }
}
