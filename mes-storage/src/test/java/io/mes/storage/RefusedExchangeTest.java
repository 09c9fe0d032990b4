package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.stats.LossReason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that an exchange which the database does not take is stored as far as it takes it, and its neighbours as they are. */
@OnEveryEngine
@Timeout(120)
final class RefusedExchangeTest {

    private static final String TABLE = "conversation_histories_2026_11_22";

    private final TestEngine engine;
    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T12:00:00Z");
    private TestStore store;

    RefusedExchangeTest(TestEngine engine) {
        this.engine = engine;
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

    /** Stands for a limit of rows, packets or fields, which differ and are large. */
    private void allowOnly(String condition) throws SQLException {
        if (engine == TestEngine.MYSQL) {
            // The server of the tests is older than its checks.
            String ofNewRow = condition.replace("user_id", "NEW.user_id").replace("(content", "(NEW.content");
            store.execute("CREATE TRIGGER narrow BEFORE INSERT ON " + TABLE + " FOR EACH ROW BEGIN IF NOT (" + ofNewRow
                    + ") THEN SIGNAL SQLSTATE '22001'; END IF; END");
        } else if (engine == TestEngine.SQLITE) {
            String ofNewRow = condition.replace("user_id", "NEW.user_id").replace("(content", "(NEW.content");
            store.execute("CREATE TRIGGER narrow BEFORE INSERT ON " + TABLE + " WHEN NOT (" + ofNewRow
                    + ") BEGIN SELECT RAISE(ABORT, 'too long'); END");
        } else {
            store.execute("ALTER TABLE " + TABLE + " ADD CONSTRAINT narrow CHECK (" + condition + ")");
        }
    }

    @Test
    void shouldCutOffWhatIsTooLongAndKeepTheNeighbours() throws SQLException {
        allowOnly("LENGTH(content) < 100000");
        String endless = "long ".repeat(40_000);
        for (int i = 1; i <= 5; i++) {
            store.offer(store.chat(1, "c" + i, "a" + i, i == 3 ? endless : "q" + i));
        }
        store.settle();

        for (int i : List.of(1, 2, 4, 5)) {
            assertThat(store.contents(1, "c" + i)).containsExactly("\"q" + i + "\"", "\"a" + i + "\"");
        }
        assertThat(store.contents(1, "c3").get(0)).startsWith("\"long long").hasSizeBetween(60_000, 70_000);
        assertThat(store.contents(1, "c3").get(1)).isEqualTo("\"a3\"");
        assertThat(store.rows("SELECT conversation_id FROM " + TABLE + " WHERE other LIKE '%\"sanitised\":true%'"))
                .containsExactly("c3", "c3");
        assertThat(store.store().stats().lost()).isZero();

        store.offer(store.chat(1, "c3", "a3b", endless, "a3", "q3b"));
        assertThat(store.contents(1, "c3")).hasSize(4).endsWith("\"q3b\"", "\"a3b\"");
    }

    @Test
    void shouldCountWhatTheDatabaseNeverTakes() throws SQLException {
        allowOnly("user_id <> 7");
        clock.advance(Duration.ofSeconds(1));
        store.offer(store.chat(1, "c1", "a", "q"));
        store.offer(store.chat(7, "c2", "a", "q"));
        store.offer(store.chat(2, "c3", "a", "q"));
        await().atMost(Duration.ofSeconds(30)).until(() -> store.store().stats().unsettled() == 0);

        assertThat(store.contents(1, "c1")).containsExactly("\"q\"", "\"a\"");
        assertThat(store.contents(2, "c3")).containsExactly("\"q\"", "\"a\"");
        assertThat(store.store().status().losses()).isEqualTo(Map.of(LossReason.REFUSED, 1L));
        assertThat(store.store().status().gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.exchanges()).isEqualTo(1);
            assertThat(gap.firstAt()).isEqualTo(clock.instant());
        });
    }
}
