package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.ErrorQuery;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that every text comes back as it was said, whatever it means to the database or the way into it. */
@OnEveryEngine
@Timeout(60)
final class HostileTextTest {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\\N",
            "\\.",
            "a\tb\r\nc\\d",
            "'; DROP TABLE mes_conversations; --",
            "\"quoted\" 'quoted' `quoted`",
            "%_!?$1:name",
            "NUL \u0000 and \u0001\u001f\u007f",
            "half a pair \ud83d, the other \ude00",
            "😀 Ünïcödé Ελληνικά 日本語 \u202e\ufeff",
            "{\"a\":1}",
            "[1,2]",
            "123",
            "null",
            "x".repeat(70_000));

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    HostileTextTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void shouldGiveBackEveryText() {
        try (TestStore store = new TestStore(database, clock)) {
            for (int i = 0; i < TEXTS.size(); i++) {
                store.offer(store.chat(1, "c" + i, "answer: " + TEXTS.get(i), TEXTS.get(i)));
            }
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(store.contents(1, "c" + i))
                        .containsExactly(JsonText.quote(TEXTS.get(i)), JsonText.quote("answer: " + TEXTS.get(i)));
            }
            assertThat(store.store().stats().failed()).isZero();
        }
    }

    @Test
    void shouldGiveBackEveryTextOfARequestThatFailed() {
        try (TestStore store = new TestStore(database, clock)) {
            for (String text : TEXTS) {
                store.offer(store.chat(1, "c", "", text).ended(500, Outcome.COMPLETED));
            }
            store.settle();
            List<String> newestFirst = store.store().queries().errors(1, new ErrorQuery(100, null)).items().stream()
                    .map(error -> String.valueOf(error.message().toFields().get("content")))
                    .toList();

            assertThat(newestFirst)
                    .containsExactlyInAnyOrderElementsOf(
                            TEXTS.stream().map(JsonText::quote).toList());
        }
    }

    /** Only spaces at the end make no other id, for some systems cannot tell such ids apart. */
    @Test
    void shouldTellIdsApartThatDifferInCaseOrForm() {
        List<String> ids = List.of("chat", "CHAT", "Chat", "châat", "chaat", " chat", "chat\u00a0", "chat%", "ch_t");
        try (TestStore store = new TestStore(database, clock)) {
            ids.forEach(id -> store.offer(store.chat(1, id, "a", "q of " + id)));
            store.offer(store.chat(1, "chat  ", "a2", "q of chat", "a", "more"));

            for (String id : ids) {
                assertThat(store.contents(1, id).get(0)).isEqualTo(JsonText.quote("q of " + id));
            }
            assertThat(store.contents(1, "chat ")).hasSize(4);
            assertThat(store.store().queries().stats(1).totalConversations()).isEqualTo(ids.size());
        }
    }
}
