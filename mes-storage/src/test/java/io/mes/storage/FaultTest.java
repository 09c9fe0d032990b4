package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.Engine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.stats.LossReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies what happens to exchanges when the database is in the way. */
@Timeout(60)
final class FaultTest {

    private static final String TODAY = "conversation_histories_2026_11_22";

    private final TestDatabase database = TestDatabase.create(TestEngine.SQLITE);

    @AfterEach
    void drop() {
        database.close();
    }

    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    /** A configuration whose connections do not wait for a lock, so that the failure is seen at once. */
    private StorageConfig impatient(Duration drainPatience) {
        return StorageConfig.builder(new Dsn(Engine.SQLITE, database.dsn().jdbcUrl(), Map.of("busy_timeout", "1")))
                .zone(ZoneOffset.UTC)
                .drainPatience(drainPatience)
                .build();
    }

    @Test
    void shouldTryAgainUntilALockIsGone() throws SQLException {
        try (TestStore files = new TestStore(database, clock);
                ConversationStore store = ConversationStore.open(impatient(Duration.ofSeconds(30)), clock)) {
            try (Connection other = files.connect();
                    Statement lock = other.createStatement()) {
                lock.execute("BEGIN IMMEDIATE");
                store.offer(files.chat(1, "c", "a", "q").build());
                await().until(() -> store.stats().retries() >= 2);
                lock.execute("ROLLBACK");
            }
            await().until(() -> store.stats().stored() == 1);

            assertThat(files.contents(1, "c")).containsExactly("\"q\"", "\"a\"");
            assertThat(store.stats().lost()).isZero();
            await().until(() -> store.captureBudget().reserved() == 0);
        }
    }

    @Test
    void shouldCountWhatIsLostWhenItMustEndBeforeTheLockIsGone() throws SQLException {
        try (TestStore files = new TestStore(database, clock);
                Connection other = files.connect();
                Statement lock = other.createStatement()) {
            ConversationStore store = ConversationStore.open(impatient(Duration.ofMillis(300)), clock);
            lock.execute("BEGIN IMMEDIATE");
            store.offer(files.chat(1, "c", "a", "q").build());
            await().until(() -> store.stats().retries() >= 1);
            store.close();

            await().until(() -> store.stats().failed() == 1);
            lock.execute("ROLLBACK");
            assertThat(files.rows("SELECT * FROM " + TODAY)).isEmpty();
        }
    }

    @Test
    void shouldSingleOutWhatCanNeverBeStored() throws SQLException {
        try (TestStore store = new TestStore(database, clock)) {
            store.execute("CREATE TRIGGER poison BEFORE INSERT ON " + TODAY
                    + " WHEN NEW.content = 'poison' BEGIN SELECT RAISE(ABORT, 'poisoned'); END");
            try (Connection other = store.connect();
                    Statement lock = other.createStatement()) {
                // The writer waits for the lock with the first exchange; the others make one batch behind it.
                lock.execute("BEGIN IMMEDIATE");
                for (int i = 0; i < 10; i++) {
                    store.offer(store.chat(1, "c" + i, "a", i == 5 ? "poison" : "q" + i));
                }
                lock.execute("ROLLBACK");
            }
            store.settle();

            assertThat(store.store().stats().stored()).isEqualTo(9);
            assertThat(store.store().stats().failed()).isEqualTo(1);
            assertThat(store.rows("SELECT COUNT(*), SUM(message_count) FROM mes_conversations"))
                    .containsExactly("9|18");
            assertThat(store.rows("SELECT messages FROM mes_daily_usage")).containsExactly("18");
        }
    }

    /** The rest of the batch is not given up with the exchange that is looked at alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void shouldGoOnWhereTheDatabaseLeavesWhileABatchIsDivided(int connection) throws SQLException {
        Outage outage = new Outage(database.dataSource());
        try (TestStore store = new TestStore(database, outage.source(), clock, config -> config)) {
            store.execute("CREATE TRIGGER poison BEFORE INSERT ON " + TODAY
                    + " WHEN NEW.content = 'poison' BEGIN SELECT RAISE(ABORT, 'poisoned'); END");
            outage.begin(Outage.Kind.HANGING);
            for (int i = 0; i < 10; i++) {
                store.offer(store.chat(1, "c" + i, "a", i == 5 ? "poison" : "q" + i));
            }
            outage.end();
            outage.beginAtConnection(connection);
            await().until(() -> outage.isOn() || store.store().stats().unsettled() == 0);
            long retries = store.store().stats().retries();
            await().until(() -> store.store().stats().retries() > retries
                    || store.store().stats().unsettled() == 0);
            outage.end();
            store.settle();

            assertThat(store.store().stats().stored()).isEqualTo(9);
            assertThat(store.store().status().losses()).containsExactly(Map.entry(LossReason.REFUSED, 1L));
        }
    }

    @Test
    void shouldLookUpAnExchangeWhoseCommitBrokeOff() throws SQLException {
        try (TestStore store = new TestStore(database, clock)) {
            // A row of the exchange is there already, as after a commit whose answer was lost.
            Exchange exchange = store.chat(1, "c", "a", "q").build();
            store.store().offer(exchange);
            store.settle();
            store.execute("DELETE FROM mes_conversations");
            store.store().offer(exchange);
            store.settle();

            assertThat(store.rows("SELECT content FROM " + TODAY)).containsExactly("q", "a");
            assertThat(store.store().stats().failed()).isZero();
        }
    }
}
