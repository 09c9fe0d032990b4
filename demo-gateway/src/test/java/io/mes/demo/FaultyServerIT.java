package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.Durability;
import io.mes.storage.engine.FaultProxy;
import io.mes.storage.engine.OwnServer;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Verifies that clients of a gateway, plain and streamed, notice nothing of a database that fails, and that all that they got is
 * stored once, in order, in its conversation. Takes minutes for each engine, and runs with {@code -Pfaults} only.
 */
@EnabledIfSystemProperty(named = "mes.test.faults", matches = "true")
@Timeout(900)
final class FaultyServerIT {

    private static final int CLIENTS = 6;

    /** More than clients wait in a quiet gateway; two cores have other things to do when servers start again. */
    private static final long WORST_MILLIS = 2_000;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalDate firstDay = LocalDate.now(ZoneOffset.UTC);

    private interface Fault {
        void happen(OwnServer server, FaultProxy proxy, GatewayLoad load) throws Exception;
    }

    private static Map<String, Fault> faults() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("killed", (server, proxy, load) -> {
            server.kill();
            awaitMore(load, 100);
            server.startAgain();
        });
        faults.put("half-open", (server, proxy, load) -> {
            proxy.hang();
            awaitMore(load, 1000);
        });
        faults.put("SIGSTOP", (server, proxy, load) -> {
            server.stop();
            awaitMore(load, 1000);
            server.goOn();
        });
        faults.put("cut", (server, proxy, load) -> {
            for (int i = 0; i < 10; i++) {
                awaitMore(load, 30);
                proxy.cut();
            }
        });
        faults.put("refused", (server, proxy, load) -> {
            proxy.refuse();
            awaitMore(load, 300);
        });
        faults.put("500 ms latency", (server, proxy, load) -> {
            proxy.delay(500);
            awaitMore(load, 500);
        });
        faults.put(
                "1 % resets",
                (server, proxy, load) -> {
                    proxy.resets(0.01);
                    awaitMore(load, 500);
                });
        return faults;
    }

    private static void awaitMore(GatewayLoad load, int chats) {
        int enough = load.completed().size() + chats;
        await().atMost(Duration.ofSeconds(60)).until(() -> load.completed().size() >= enough);
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void shouldServeAndStoreWhateverHappensToTheServer(TestEngine engine) throws Exception {
        try (OwnServer server = OwnServer.start(engine, Durability.PRODUCTION)) {
            for (String durability : List.of("async", "commit")) {
                for (Map.Entry<String, Fault> fault : faults().entrySet()) {
                    meet(engine, server, durability, fault.getKey(), fault.getValue());
                }
            }
        }
    }

    private void meet(TestEngine engine, OwnServer server, String durability, String name, Fault fault)
            throws Exception {
        TestDatabase database = server.createDatabase();
        String timeouts =
                engine == TestEngine.POSTGRESQL ? "?connect_timeout=1&socketTimeout=2" : "?timeout=1s&readTimeout=2s";
        try (FaultProxy proxy = new FaultProxy(server.port())) {
            Map<String, String> settings = Map.of(
                    "PORT",
                    "0",
                    "GATEWAY_KEYS",
                    GatewayLoad.keys(CLIENTS),
                    "MES_SQL_DSN",
                    database.by(proxy.port()).dsnText() + timeouts,
                    "MES_TIMEZONE",
                    "UTC",
                    "MES_DURABILITY",
                    durability,
                    "MES_SPOOL_DIR",
                    directory
                            .resolve(engine.name() + durability + name.charAt(0))
                            .toString());
            Map<String, Long> completed = new HashMap<>();
            long quiet;
            long worst;
            try (GatewayProcess gateway = new GatewayProcess(directory, settings)) {
                int port = gateway.awaitPort();
                try (GatewayLoad warmUp = GatewayLoad.begin("warm", port, CLIENTS)) {
                    awaitMore(warmUp, 300);
                    warmUp.stop();
                    completed.putAll(warmUp.completed());
                }
                try (GatewayLoad load = GatewayLoad.begin("quiet", port, CLIENTS)) {
                    awaitMore(load, 300);
                    load.stop();
                    completed.putAll(load.completed());
                    quiet = load.slowestMillis();
                }
                try (GatewayLoad load = GatewayLoad.begin("fault", port, CLIENTS)) {
                    awaitMore(load, 50);
                    fault.happen(server, proxy, load);
                    proxy.heal();
                    awaitMore(load, 50);
                    load.stop();
                    completed.putAll(load.completed());
                    worst = load.slowestMillis();
                    assertThat(load.failures()).as("%s %s", engine, name).isEmpty();
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> health(port).contains("\"spooled\":0"));
                assertThat(health(port)).contains("\"lost\":0");
                gateway.terminate();
            }
            check(engine, durability + ", " + name, database, completed.keySet(), quiet, worst);
        }
    }

    private String health(int port) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/health"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private void check(TestEngine engine, String fault, TestDatabase database, Set<String> sent, long quiet, long worst)
            throws SQLException {
        List<String> stored = new ArrayList<>();
        Map<String, Set<String>> conversations = new HashMap<>();
        for (LocalDate day : new TreeSet<>(List.of(firstDay, LocalDate.now(ZoneOffset.UTC)))) {
            String table = "conversation_histories_" + day.toString().replace('-', '_');
            for (String row : database.rows(
                    "SELECT content, conversation_id FROM " + table + " WHERE role = 'user' ORDER BY id")) {
                String question = row.substring(0, row.indexOf('|'));
                stored.add(question);
                conversations
                        .computeIfAbsent(question.replaceFirst("-t\\d+$", ""), unknown -> new HashSet<>())
                        .add(row.substring(row.indexOf('|')));
            }
        }
        long lost = sent.stream().filter(question -> !stored.contains(question)).count();
        System.out.printf(
                "%s | %s | %d | %d | %d | %d | %d ms (quiet: %d ms)%n",
                fault,
                engine,
                sent.size(),
                stored.size(),
                stored.size() - Set.copyOf(stored).size(),
                lost,
                worst,
                quiet);
        assertThat(stored).as(fault).doesNotHaveDuplicates().containsAll(sent);
        assertThat(conversations).allSatisfy((of, ids) -> assertThat(ids).hasSize(1));
        assertInOrder(stored);
        assertThat(worst).isLessThan(quiet + WORST_MILLIS);
    }

    private static void assertInOrder(List<String> stored) {
        Map<String, Integer> turns = new HashMap<>();
        for (String question : stored) {
            int turn = turns.merge(question.replaceFirst("-t\\d+$", ""), 1, Integer::sum) - 1;
            assertThat(question).endsWith("-t" + turn);
        }
    }
}
