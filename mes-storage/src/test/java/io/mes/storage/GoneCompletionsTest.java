package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.CompletionPage;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.Recount;
import io.mes.storage.query.StoredCompletion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies what becomes of listed completions whose messages somebody has deleted by hand: pages go on, a recount tells and mends. */
@OnEveryEngine
@Timeout(60)
final class GoneCompletionsTest {

    private static final String FIRST_DAY = "conversation_histories_2026_11_22";

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private final TestStore store;

    GoneCompletionsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        this.store = new TestStore(database, clock, config -> config.completions(true));
    }

    @AfterEach
    void drop() {
        store.close();
        database.close();
    }

    private void say(String id, String answer) {
        clock.advance(Duration.ofSeconds(1));
        store.offer(store.exchange(
                1,
                "conversation of " + id,
                "[" + TestStore.message("user", "question") + "]",
                "{\"id\":\"" + id + "\",\"choices\":[{\"index\":0,\"message\":" + TestStore.message("assistant", answer)
                        + "}]}"));
    }

    private void say(int from, int to) {
        for (int i = from; i <= to; i++) {
            say("id-" + i, "answer");
        }
        store.settle();
    }

    private CompletionPage page(int limit, @Nullable String after, boolean newestFirst) {
        CompletionQuery query = new CompletionQuery(limit, after, newestFirst, null, List.of());
        return store.store().completions().list(1, query, Set.of());
    }

    /** As the official clients do it, which end with a page that is empty. */
    private List<String> paged(int limit, boolean newestFirst) {
        List<String> ids = new ArrayList<>();
        CompletionPage page = page(limit, null, newestFirst);
        while (!page.items().isEmpty()) {
            page.items().stream().map(StoredCompletion::id).forEach(ids::add);
            assertThat(page.lastId()).isEqualTo(ids.get(ids.size() - 1));
            page = page.more() ? page(limit, page.lastId(), newestFirst) : new CompletionPage(List.of(), false, null);
        }
        return ids;
    }

    private void deleteByHand(int from, int to) throws SQLException {
        for (int i = from; i <= to; i++) {
            database.execute("DELETE FROM " + FIRST_DAY + " WHERE conversation_id = 'conversation of id-" + i + "'");
        }
    }

    private Recount recount(boolean repair) {
        return store.store().administration().recount(repair);
    }

    @Test
    void shouldGoOnBehindRowsThatWereDeletedByHand() throws SQLException {
        say(1, 9);
        deleteByHand(1, 3);
        deleteByHand(5, 8);

        for (int limit : List.of(1, 2, 3, 100)) {
            assertThat(paged(limit, false)).containsExactly("id-4", "id-9");
            assertThat(paged(limit, true)).containsExactly("id-9", "id-4");
        }
    }

    @Test
    void shouldGoOnBehindTablesThatWereDroppedByHand() throws SQLException {
        say(1, 5);
        clock.advance(Duration.ofDays(1));
        say(6, 7);
        database.execute("DROP TABLE " + FIRST_DAY);

        for (int limit : List.of(1, 2, 5)) {
            assertThat(paged(limit, false)).containsExactly("id-6", "id-7");
            assertThat(paged(limit, true)).containsExactly("id-7", "id-6");
        }
    }

    @Test
    void shouldEndWhereNothingIsLeft() throws SQLException {
        say(1, 5);
        database.execute("DELETE FROM " + FIRST_DAY);

        assertThat(page(2, null, false)).isEqualTo(new CompletionPage(List.of(), false, null));
        assertThat(page(2, "id-3", true)).isEqualTo(new CompletionPage(List.of(), false, null));
    }

    /** It alone fills the page, and is not the first that is looked at. */
    @Test
    void shouldGiveALargeOneBehindOneThatIsGone() throws SQLException {
        say("id-1", "small");
        say("id-2", "x".repeat(5 << 20));
        say(3, 3);
        deleteByHand(1, 1);

        assertThat(page(10, null, false).items())
                .extracting(StoredCompletion::id)
                .containsExactly("id-2");
        assertThat(paged(10, false)).containsExactly("id-2", "id-3");
    }

    /** What one request may take is bounded; who asks for the next page goes on where it ended. */
    @Test
    void shouldTellTheWayOnWhereMoreAreGoneThanOneRequestPasses() throws SQLException {
        say(1, 1);
        clock.advance(Duration.ofDays(1));
        String digits = "(SELECT '0' AS d UNION ALL SELECT '1' UNION ALL SELECT '2' UNION ALL SELECT '3' UNION ALL"
                + " SELECT '4' UNION ALL SELECT '5' UNION ALL SELECT '6' UNION ALL SELECT '7' UNION ALL SELECT '8')";
        say(2, 2);
        String prefix = database.rows("SELECT MIN(message_id) FROM mes_completions")
                .get(0)
                .substring(0, 12);
        database.execute(
                "INSERT INTO mes_completions (user_id, tag, message_id, conversation_id, partition_key, choices,"
                        + " created_at, response_tag) SELECT 1, 0, CONCAT('" + prefix
                        + "zzzzzzzzz', a.d, b.d, c.d, d.d, e.d, '-000001'), CONCAT('gone', a.d, b.d), '20261122', 1, 1, 0 FROM "
                        + String.join(", ", digits + " a", digits + " b", digits + " c", digits + " d", digits + " e"));

        CompletionPage first = page(1, "id-1", false);
        CompletionPage second = page(1, first.lastId(), false);

        assertThat(first.items()).isEmpty();
        assertThat(first.more()).isTrue();
        assertThat(first.lastId()).startsWith("chatcmpl-" + prefix);
        assertThat(second.items()).extracting(StoredCompletion::id).containsExactly("id-2");
        assertThat(recount(true).staleCompletions()).isEqualTo(59_049);
        assertThat(paged(1, false)).containsExactly("id-1", "id-2");
    }

    @Test
    void shouldTakeOffTheListWhatIsGoneOnceItIsCountedAgain() throws SQLException {
        say(1, 4);
        store.store().completions().delete(1, "id-4");
        clock.advance(Duration.ofDays(1));
        say(5, 6);
        deleteByHand(2, 3);
        List<String> all = database.rows("SELECT * FROM mes_completions ORDER BY tag, message_id");

        assertThat(recount(false).staleCompletions()).isEqualTo(2);
        assertThat(recount(false).isRight()).isFalse();
        assertThat(database.rows("SELECT * FROM mes_completions ORDER BY tag, message_id"))
                .isEqualTo(all);
        assertThat(recount(true).staleCompletions()).isEqualTo(2);

        assertThat(database.rows("SELECT DISTINCT conversation_id FROM mes_completions ORDER BY conversation_id"))
                .containsExactly(
                        "conversation of id-1", "conversation of id-4", "conversation of id-5", "conversation of id-6");
        assertThat(recount(false).isRight()).isTrue();
        database.execute("DROP TABLE " + FIRST_DAY);
        assertThat(recount(true).staleCompletions()).isEqualTo(1);
        assertThat(recount(false).staleCompletions()).isZero();
        assertThat(paged(10, false)).containsExactly("id-5", "id-6");
    }

    /** As after a backup of a day was put into the base tables. */
    @Test
    void shouldListWhatIsInAnotherTableNow() throws SQLException {
        say(1, 2);
        store.close();
        String columns = "user_id, created_at, updated_at, conversation_id, message_id, role, content, model_name,"
                + " token_id, channel_id, prompt_tokens, completion_tokens, total_tokens, is_stream, finish_reason, other, ip";
        try (TestStore base = new TestStore(
                database, clock, config -> config.completions(true).dailyPartition(false))) {
            base.settle();
            database.execute(
                    "INSERT INTO conversation_histories (" + columns + ") SELECT " + columns + " FROM " + FIRST_DAY
                            + " WHERE conversation_id = 'conversation of id-1'",
                    "DELETE FROM " + FIRST_DAY + " WHERE conversation_id = 'conversation of id-1'");

            Recount found = base.store().administration().recount(true);

            assertThat(found.staleCompletions()).isEqualTo(1);
            assertThat(found.missingCompletions()).isEqualTo(1);
            assertThat(base.store().completions().find(1, "id-1", Set.of()).choices())
                    .hasSize(1);
        }
    }
}
