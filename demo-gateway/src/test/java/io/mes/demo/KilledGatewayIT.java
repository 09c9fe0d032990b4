package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what is left of chats when their gateway is killed at any moment, or told to end, on every engine. */
@OnEveryEngine
@Timeout(900)
final class KilledGatewayIT {

    private static final int KILLS = Integer.getInteger("mes.test.kills", 2);
    private static final int CLIENTS = 6;

    /** What was answered so long before a crash may be lost, unless the gateway waits for commits. */
    private static final long UNSAFE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final TestEngine engine;
    private final TestDatabase database;
    private final Random random = new Random(20261122);
    private final LocalDate firstDay = LocalDate.now(ZoneOffset.UTC);

    @TempDir
    private Path directory;

    KilledGatewayIT(TestEngine engine) {
        this.engine = engine;
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private GatewayProcess start(String durability) throws Exception {
        Map<String, String> settings = Map.of(
                "PORT",
                "0",
                "GATEWAY_KEYS",
                GatewayLoad.keys(CLIENTS),
                "MES_SQL_DSN",
                database.dsnText(),
                "MES_TIMEZONE",
                "UTC",
                "MES_DURABILITY",
                durability,
                "MES_SPOOL_DIR",
                directory.resolve("spool").toString());
        return GatewayProcess.ofShortLife(directory, settings);
    }

    /** Kills gateways under load, then lets one end in order. Returns what clients know, and when they were killed. */
    private Map<String, Boolean> kill(String durability) throws Exception {
        Map<String, Boolean> safe = new HashMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (GatewayProcess gateway = start(durability);
                    GatewayLoad load = GatewayLoad.begin(durability + kill, gateway.awaitPort(), CLIENTS)) {
                int enough = 1 + random.nextInt(300);
                await().until(() -> load.completed().size() >= enough);
                gateway.kill();
                long killed = System.nanoTime();
                load.stop();
                load.completed().forEach((question, at) -> safe.put(question, killed - at > UNSAFE_NANOS));
            }
        }
        try (GatewayProcess last = start(durability)) {
            last.awaitPort();
            assertThat(last.terminate()).isIn(0, 143);
        }
        return safe;
    }

    /** Every question, once, with its conversation. */
    private Map<String, String> stored() throws SQLException {
        Map<String, String> conversations = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (LocalDate day : new HashSet<>(List.of(firstDay, LocalDate.now(ZoneOffset.UTC)))) {
            String table = "conversation_histories_" + day.toString().replace('-', '_');
            for (Map<String, Object> row :
                    database.query("SELECT content, conversation_id FROM " + table + " WHERE role = 'user'")) {
                String question = String.valueOf(row.get("content"));
                if (conversations.put(question, String.valueOf(row.get("conversation_id"))) != null) {
                    twice.add(question);
                }
            }
        }
        assertThat(twice).as("stored twice").isEmpty();
        return conversations;
    }

    /** All turns of one conversation of a client, and nothing else, lie in one stored conversation. */
    private static void assertTogether(Map<String, String> stored) {
        Map<String, Set<String>> conversations = new HashMap<>();
        stored.forEach((question, conversation) -> conversations
                .computeIfAbsent(question.replaceFirst("-t\\d+$", ""), unknown -> new HashSet<>())
                .add(conversation));
        assertThat(conversations).allSatisfy((of, ids) -> assertThat(ids).hasSize(1));
        Set<String> unnamed = new HashSet<>();
        conversations.forEach((of, ids) -> {
            if (of.matches(".*-c\\d*[13579]$")) {
                assertThat(unnamed.addAll(ids)).isTrue();
            }
        });
    }

    private void report(String durability, int completed, long lost) {
        System.out.printf("kill -9 x %d, %s | %s | %d | %d%n", KILLS, durability, engine, completed, lost);
    }

    @Test
    void shouldLoseNothingWhereItWaitsForCommits() throws Exception {
        Map<String, Boolean> completed = kill("commit");
        Map<String, String> stored = stored();

        long lost =
                completed.keySet().stream().filter(q -> !stored.containsKey(q)).count();
        report("commit", completed.size(), lost);
        assertThat(stored.keySet()).containsAll(completed.keySet());
        assertTogether(stored);
    }

    @Test
    void shouldStoreEverythingWhenItIsToldToEnd() throws Exception {
        Map<String, Long> completed;
        try (GatewayProcess gateway = start("async");
                GatewayLoad load = GatewayLoad.begin("end", gateway.awaitPort(), CLIENTS)) {
            await().until(() -> load.completed().size() >= 100);
            assertThat(gateway.terminate()).isIn(0, 143);
            load.stop();
            completed = load.completed();
        }

        assertThat(stored().keySet()).containsAll(completed.keySet());
    }

    @Test
    void shouldLoseNoMoreThanTheLastMomentWhereItDoesNot() throws Exception {
        Map<String, Boolean> completed = kill("async");
        Map<String, String> stored = stored();

        long lost =
                completed.keySet().stream().filter(q -> !stored.containsKey(q)).count();
        report("async", completed.size(), lost);
        Set<String> safe = new HashSet<>();
        completed.forEach((question, old) -> {
            if (old) {
                safe.add(question);
            }
        });
        assertThat(stored.keySet()).containsAll(safe);
        assertTogether(stored);
    }
}
