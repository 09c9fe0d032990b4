package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationSummary;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that a clock that is set back an hour, and on a day, changes neither what is stored nor its order. */
@OnEveryEngine
@Timeout(120)
final class SteppedClockTest {

    private static final long NAMING = 1;
    private static final long NAMELESS = 2;

    @TempDir
    private Path directory;

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T12:00:00Z");
    private final List<String> said = new ArrayList<>();
    private int chats;

    SteppedClockTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void shouldKeepEverythingInOrder() throws SQLException {
        try (TestStore store = new TestStore(database, clock)) {
            speak(store);
            clock.advance(Duration.ofHours(-1));
            speak(store);
            clock.advance(Duration.ofDays(1));
            speak(store);
            assertWhole(store);
        }
    }

    @Test
    void shouldKeepEverythingInOrderWhenRestartedInBetween() throws SQLException {
        for (Duration step : List.of(Duration.ZERO, Duration.ofHours(-1), Duration.ofDays(1))) {
            clock.advance(step);
            try (TestStore store = new TestStore(database, clock)) {
                speak(store);
                assertWhole(store);
            }
        }
    }

    /** What waits in the spool was said before the clock was set back. */
    @Test
    void shouldKeepEverythingInOrderBehindASpool() throws SQLException {
        Outage outage = new Outage(database.dataSource());
        try (TestStore store = new TestStore(
                database,
                outage.source(),
                clock,
                config -> config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20)))) {
            outage.begin(Outage.Kind.BEFORE_COMMIT);
            speak(store);
            await().until(() -> store.store().stats().spooled() > 0);
            clock.advance(Duration.ofHours(-1));
            speak(store);
            outage.end();
            clock.advance(Duration.ofDays(1));
            speak(store);
            await().until(() -> store.store().stats().unsettled() == 0);
            assertWhole(store);
        }
    }

    private void speak(TestStore store) {
        for (int turn = 0; turn < 3; turn++) {
            said.add("question " + chats);
            String answer = "answer " + chats++;
            store.offer(store.chat(NAMING, "c", answer, said.toArray(String[]::new)));
            store.offer(store.chat(NAMELESS, null, answer, said.toArray(String[]::new)));
            said.add(answer);
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private void assertWhole(TestStore store) throws SQLException {
        List<String> quoted = said.stream().map(text -> '"' + text + '"').toList();
        assertThat(store.contents(NAMING, "c")).isEqualTo(quoted);
        assertThat(store.contents(NAMELESS, onlyId(store))).isEqualTo(quoted);
        assertThat(store.rows("SELECT SUM(messages) FROM mes_daily_usage")).containsExactly("" + 2 * said.size());
    }

    private static String onlyId(TestStore store) {
        List<ConversationSummary> found = store.store()
                .queries()
                .conversations(NAMELESS, ConversationQuery.newest(10, 0))
                .items();
        assertThat(found).hasSize(1);
        return found.get(0).conversationId();
    }
}
