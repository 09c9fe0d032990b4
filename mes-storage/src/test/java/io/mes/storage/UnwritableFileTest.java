package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Verifies that nothing is lost when SQLite says that its disk is full, or that it may only read. It is made to say so itself,
 * for a disk cannot be filled in a test.
 */
@Timeout(120)
final class UnwritableFileTest {

    private static final int TURNS = 30;

    /** A database never shrinks to this: what needs another page fails. */
    private static final String FULL = "PRAGMA max_page_count = 1";

    private static final String READ_ONLY = "PRAGMA query_only = ON";

    @TempDir
    private Path directory;

    private final TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
    private final TickingClock clock = new TickingClock("2026-11-22T12:00:00Z");
    private final Outage outage = new Outage(database.dataSource());
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({FULL + ", true", FULL + ", false", READ_ONLY + ", true", READ_ONLY + ", false"})
    void shouldWaitUntilTheDatabaseTakesSomethingAgain(String restriction, boolean spooled) throws SQLException {
        try (TestStore store = new TestStore(database, outage.source(), clock, config -> durable(config, spooled))) {
            speak(store);
            store.settle();

            outage.restrict(restriction);
            speak(store);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> store.store().stats().retries() > 3);
            assertThat(store.store().status().isDegraded()).isTrue();

            outage.end();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> store.store().stats().unsettled() == 0);
            assertThat(store.store().stats().lost()).isZero();
            assertThat(store.contents(1, "c"))
                    .isEqualTo(said.stream().map(text -> '"' + text + '"').toList());
        }
    }

    /** Less of the text would fit where there is no room for what the database takes of it. */
    @Test
    void shouldNotCutOffMoreForWantOfRoom() throws SQLException {
        try (TestStore store = new TestStore(database, outage.source(), clock, config -> config)) {
            speak(store);
            store.settle();
            // A limit of rows makes it be cut off; then there are free pages for a little of it.
            store.execute("CREATE TRIGGER narrow BEFORE INSERT ON conversation_histories_2026_11_22"
                    + " WHEN LENGTH(NEW.content) > 100000 BEGIN SELECT RAISE(ABORT, 'too long'); END");
            database.execute(
                    "CREATE TABLE ballast (content BLOB)",
                    "INSERT INTO ballast VALUES (ZEROBLOB(40000))",
                    "DROP TABLE ballast");
            outage.restrict(FULL);
            store.offer(store.chat(2, "long", "answer", "long ".repeat(40_000)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> store.store().status().isDegraded()
                            || store.store().stats().unsettled() == 0);
            outage.end();

            assertThat(store.contents(2, "long").get(0))
                    .startsWith("\"long long")
                    .hasSizeBetween(60_000, 70_000);
            assertThat(store.store().stats().lost()).isZero();
        }
    }

    private StorageConfig.Builder durable(StorageConfig.Builder config, boolean spooled) {
        return spooled ? config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 24)) : config;
    }

    private void speak(TestStore store) {
        for (int i = 0; i < TURNS; i++) {
            // Some pages each, so that free ones do not serve.
            said.add("question " + said.size() + " ".repeat(20_000) + "?");
            String answer = "answer " + said.size();
            store.offer(store.chat(1, "c", answer, said.toArray(String[]::new)));
            said.add(answer);
        }
    }
}
