package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.PlainDataSource;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that nothing is lost when the tables of a day cannot be made for want of a right, until that is given back. */
@OnEveryEngine
@Timeout(120)
final class LostRightsTest {

    private static final int CHATS = 20;

    @TempDir
    private Path directory;

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T23:00:00Z");

    private final List<String> said = new ArrayList<>();

    LostRightsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWaitForTheRightToMakeTables(boolean spooled) throws SQLException {
        assumeThat(database.engine()).isNotEqualTo(TestEngine.SQLITE);
        try (LimitedUser user = LimitedUser.create(database)) {
            user.grant();
            try (TestStore store = new TestStore(database, source(user), clock, config -> durable(config, spooled))) {
                speak(store);
                store.settle();

                user.revokeCreate();
                // The tables of tomorrow have been made ahead, those of the day behind it have not.
                clock.advance(Duration.ofDays(2));
                speak(store);
                await().until(() -> store.store().stats().retries() > 3);
                assertThat(store.store().stats().stored()).isEqualTo(CHATS);

                user.grant();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> store.store().stats().unsettled() == 0);
                assertThat(store.store().stats().lost()).isZero();
                assertThat(store.contents(1, "c"))
                        .isEqualTo(said.stream().map(text -> '"' + text + '"').toList());
            }
        }
    }

    private static DataSource source(LimitedUser user) {
        return new PlainDataSource(Dsn.parse(user.dsn(), ""));
    }

    private StorageConfig.Builder durable(StorageConfig.Builder config, boolean spooled) {
        return spooled ? config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20)) : config;
    }

    private void speak(TestStore store) {
        for (int i = 0; i < CHATS; i++) {
            said.add("question " + said.size());
            String answer = "answer " + said.size();
            store.offer(store.chat(1, "c", answer, said.toArray(String[]::new)));
            said.add(answer);
        }
    }
}
