package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.NotFoundException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that an application may have its {@code DataSource} leave commits to whoever asks for a connection. */
@OnEveryEngine
@Timeout(120)
final class UncommittingSourceTest {

    private static final int ROWS = 90;

    private final TestDatabase database;
    private final UncommittingSource source;

    UncommittingSourceTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        this.source = new UncommittingSource(database.dataSource());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void fill() throws SQLException {
        GoTables tables = new GoTables(database);
        tables.create("");
        List<GoTables.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new GoTables.Row(1L, 1_795_341_600L + i, "c-" + i % 9, "m", "user", "said", "gpt-4", 1L, null));
        }
        tables.insertMessages("", rows);
        tables.insertErrors("", rows);
    }

    @Test
    void shouldTakeOverWriteReadAndDeleteAndGiveConnectionsBackAsTheyCame() throws SQLException {
        fill();
        TickingClock clock = new TickingClock("2026-11-22T12:00:00Z");
        try (TestStore store =
                new TestStore(database, source, clock, config -> config.upkeepInterval(Duration.ofMillis(20)))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> store.rows(
                                    "SELECT SUM(messages) AS messages, SUM(errors) AS errors FROM mes_daily_usage")
                            .equals(List.of(ROWS + "|" + ROWS)));
            store.offer(store.chat(1, "new", "an answer", "a question"));

            assertThat(store.contents(1, "c-1")).hasSize(ROWS / 9);
            assertThat(store.contents(1, "new")).hasSize(2);
            assertThat(store.store().deleteConversationHistory(1, "c-1")).isEqualTo(ROWS / 9);
            assertThatThrownBy(() -> store.contents(1, "c-1")).isInstanceOf(NotFoundException.class);
            assertThat(store.store().administration().recount(false))
                    .satisfies(recount -> assertThat(recount.wrongConversations() + recount.wrongUsage())
                            .isZero());
        }

        assertThat(source.changed()).isZero();
    }
}
