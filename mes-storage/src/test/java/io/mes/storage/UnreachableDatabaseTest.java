package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.FaultProxy;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Verifies that a store says whether its database is there, although nobody gives it anything to store. */
@Timeout(120)
final class UnreachableDatabaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private StorageConfig.Builder config(TestDatabase database, FaultProxy proxy) {
        TestDatabase behind = database.by(proxy.port());
        String timeouts = database.engine() == TestEngine.POSTGRESQL ? "?connect_timeout=1" : "?timeout=1s";
        return StorageConfig.builder(Dsn.parse(behind.dsnText() + timeouts, "unused"))
                .zone(ZoneOffset.UTC)
                .drainPatience(Duration.ofSeconds(1));
    }

    private static int port(TestDatabase database) {
        return URI.create(database.dsn().jdbcUrl().substring("jdbc:".length())).getPort();
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void shouldBeDegradedFromTheStartUntilTheDatabaseIsThere(TestEngine engine) throws Exception {
        try (TestDatabase database = TestDatabase.create(engine);
                FaultProxy proxy = new FaultProxy(port(database))) {
            proxy.refuse();
            StorageConfig config = config(database, proxy)
                    .durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20))
                    .build();
            try (ConversationStore store = ConversationStore.open(config)) {
                assertThat(store.status().interrupted()).isTrue();
                assertThat(store.status().isDegraded()).isTrue();
                proxy.heal();

                await().atMost(PATIENCE).until(() -> !store.status().isDegraded());
                await().atMost(PATIENCE)
                        .until(() -> !store.getExistingPartitionTables().isEmpty());
                assertThat(store.status().interrupted()).isFalse();
                assertThat(store.stats().accepted()).isZero();
            }
        }
    }

    /** Without a spool there is nothing but upkeep that would find out. */
    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void shouldNoticeThatTheDatabaseGoesAndThatItIsBack(TestEngine engine) throws Exception {
        try (TestDatabase database = TestDatabase.create(engine);
                FaultProxy proxy = new FaultProxy(port(database))) {
            StorageConfig config = config(database, proxy)
                    .upkeepInterval(Duration.ofMillis(50))
                    .build();
            try (ConversationStore store = ConversationStore.open(config)) {
                assertThat(store.status().isDegraded()).isFalse();
                proxy.refuse();
                await().atMost(PATIENCE).until(() -> {
                    // One that was being made as the way was closed is not among those that were reset.
                    proxy.cut();
                    return store.status().interrupted();
                });
                proxy.heal();
                await().atMost(PATIENCE).until(() -> !store.status().isDegraded());
            }
        }
    }
}
