package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.Durability;
import io.mes.storage.engine.FaultProxy;
import io.mes.storage.engine.OwnServer;
import io.mes.storage.engine.SmallDisk;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Verifies that each exchange is stored exactly once and in order, and that nobody waits, when a real server stands still, is
 * killed, or cannot be reached as it should.
 */
@Timeout(600)
@Tag("alone")
final class ServerFaultTest {

    /** Some take long, and run with {@code -Pfaults} only. */
    private static final boolean ALL = Boolean.getBoolean("mes.test.faults");

    private static final int USERS = 4;
    private static final int TURNS = 5;

    /** Offering takes microseconds; but this machine has other things to do. */
    private static final long WORST_MILLIS = 1_000;

    /** MySQL and MariaDB look once a minute whether there is room again for what they log. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final ExchangeIds ids = new ExchangeIds();
    private final AtomicLong worstNanos = new AtomicLong();
    private final LocalDate firstDay = LocalDate.now(ZoneOffset.UTC);
    private int round;

    /** What goes wrong, and for how long; the load goes on meanwhile. */
    private enum Fault {
        STOPPED {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                server.stop();
                load.run(Duration.ofSeconds(5));
                server.goOn();
            }
        },
        KILLED {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                server.kill();
                load.run(Duration.ofSeconds(1));
                server.startAgain();
            }
        },
        CUT {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                for (int i = 0; i < 10; i++) {
                    load.run(Duration.ofMillis(100));
                    proxy.cut();
                }
            }
        },
        REFUSED {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                proxy.refuse();
                load.run(Duration.ofSeconds(2));
            }
        },
        HALF_OPEN {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                proxy.hang();
                load.run(Duration.ofSeconds(5));
            }
        },
        SLOW {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                proxy.delay(500);
                load.run(Duration.ofSeconds(4));
            }
        },
        READ_ONLY {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                server.setReadOnly(true);
                load.run(Duration.ofSeconds(2));
                server.setReadOnly(false);
            }
        },
        RESETS {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                proxy.resets(0.01);
                load.run(Duration.ofSeconds(3));
            }
        },
        /** The server answers that there is no room, waits for it, or dies; needs one on a disk of its own. */
        FULL {
            @Override
            void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception {
                for (int i = 0; i < 10; i++) {
                    server.fillDisk();
                    load.run(Duration.ofMillis(500));
                }
                server.makeRoom();
                server.startAgainIfEnded();
            }
        };

        abstract void happen(OwnServer server, FaultProxy proxy, Load load) throws Exception;
    }

    private interface Load {
        void run(Duration duration);
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void shouldStoreEverythingOnceWhateverHappensToTheServer(TestEngine engine) throws Exception {
        try (OwnServer server = OwnServer.start(engine, Durability.PRODUCTION)) {
            for (Fault fault :
                    ALL ? EnumSet.complementOf(EnumSet.of(Fault.FULL)) : EnumSet.of(Fault.KILLED, Fault.HALF_OPEN)) {
                meet(engine, server, fault);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    @EnabledIfSystemProperty(named = "mes.test.faults", matches = "true")
    void shouldStoreEverythingOnceWhenTheDiskOfTheServerIsFull(TestEngine engine) throws Exception {
        assumeThat(SmallDisk.isPermitted())
                .as("a disk for %s can be mounted here; it takes root, and a container that permits it", engine)
                .isTrue();
        try (OwnServer server = OwnServer.startOnSmallDisk(engine, Durability.PRODUCTION)) {
            meet(engine, server, Fault.FULL);
        }
    }

    private void meet(TestEngine engine, OwnServer server, Fault fault) throws Exception {
        round++;
        worstNanos.set(0);
        try (FaultProxy proxy = new FaultProxy(server.port())) {
            TestDatabase database = server.createDatabase();
            StorageConfig config = StorageConfig.builder(impatient(database.by(proxy.port())))
                    .zone(ZoneOffset.UTC)
                    .durability(DurabilityConfig.DEFAULT.withSpool(directory.resolve(engine + fault.name()), 1 << 28))
                    .build();
            List<String> said = new ArrayList<>();
            ConversationStore store = ConversationStore.open(config);
            Load load = duration -> talk(store, said, duration);
            load.run(Duration.ofMillis(300));
            fault.happen(server, proxy, load);
            boolean met = store.stats().retries() + store.stats().spooled() > 0;
            proxy.heal();
            load.run(Duration.ofMillis(300));
            await("%s %s".formatted(engine, fault))
                    .atMost(PATIENCE)
                    .until(() -> store.stats().unsettled() == 0);
            long lost = store.stats().lost();
            store.close();
            check(engine, fault, database, said, lost);
            assertThat(met || fault == Fault.SLOW).as("%s met", fault).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE)
    void shouldStartWithoutItsDatabaseWhereThereIsASpool(TestEngine engine) throws Exception {
        TestDatabase database = TestDatabase.create(engine);
        int port =
                URI.create(database.dsn().jdbcUrl().substring("jdbc:".length())).getPort();
        List<String> said = new ArrayList<>();
        try (FaultProxy proxy = new FaultProxy(port)) {
            proxy.refuse();
            StorageConfig config = StorageConfig.builder(impatient(database.by(proxy.port())))
                    .zone(ZoneOffset.UTC)
                    .durability(DurabilityConfig.DEFAULT.withSpool(directory.resolve(engine + "down"), 1 << 28))
                    .build();
            try (ConversationStore store = ConversationStore.open(config)) {
                talk(store, said, Duration.ofMillis(200));
                assertThat(store.status().isDegraded()).isTrue();
                proxy.heal();
                await().atMost(Duration.ofSeconds(60)).until(() -> store.stats().unsettled() == 0);
                assertThat(store.stats().stored()).isEqualTo(said.size());
                assertThat(store.stats().lost()).isZero();
            }
        } finally {
            database.close();
        }
    }

    private static Dsn impatient(TestDatabase database) {
        String timeouts = database.engine() == TestEngine.POSTGRESQL
                ? "?connect_timeout=1&socketTimeout=2"
                : "?timeout=1s&readTimeout=2s";
        return Dsn.parse(database.dsnText() + timeouts, "unused");
    }

    /** Conversations of some turns that send their history again, those of every second user without a name. */
    private void talk(ConversationStore store, List<String> said, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            String conversation = "r" + round + "c" + said.size();
            List<List<String>> histories = new ArrayList<>();
            for (int user = 1; user <= USERS; user++) {
                histories.add(new ArrayList<>());
            }
            for (int turn = 0; turn < TURNS; turn++) {
                for (int user = 1; user <= USERS; user++) {
                    String question = conversation + " u" + user + " t" + turn;
                    List<String> history = histories.get(user - 1);
                    history.add(TestStore.message("user", question));
                    offer(store, user, user % 2 == 0 ? conversation : null, history, question);
                    history.add(TestStore.message("assistant", "re " + question));
                    said.add(question);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
    }

    private void offer(
            ConversationStore store, int user, @Nullable String conversation, List<String> messages, String question) {
        Instant now = Instant.now();
        String body = "{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]}";
        Exchange exchange = Exchange.builder(ids.next(now.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, now)
                .caller(Identity.ofUser(user), "10.0.0.1")
                .conversationId(conversation)
                .ended(200, Outcome.COMPLETED)
                .request(TestStore.body(body), null)
                .response(TestStore.body(TestStore.reply("re " + question, 5)), null)
                .build();
        long start = System.nanoTime();
        assertThat(store.offer(exchange)).isTrue();
        worstNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
    }

    private void check(TestEngine engine, Fault fault, TestDatabase database, List<String> said, long lost)
            throws SQLException {
        List<String> stored = new ArrayList<>();
        Map<String, Set<String>> conversations = new HashMap<>();
        for (LocalDate day : new TreeSet<>(List.of(firstDay, LocalDate.now(ZoneOffset.UTC)))) {
            String table = "conversation_histories_" + day.toString().replace('-', '_');
            assertThat(database.rows("SELECT id FROM " + table + " WHERE other LIKE '%sanitised%'"))
                    .as("%s sanitised", fault)
                    .isEmpty();
            for (String row : database.rows(
                    "SELECT content, conversation_id FROM " + table + " WHERE role = 'user' ORDER BY id")) {
                String question = row.substring(0, row.indexOf('|'));
                stored.add(question);
                conversations
                        .computeIfAbsent(question.substring(0, question.lastIndexOf(' ')), unknown -> new TreeSet<>())
                        .add(row.substring(row.indexOf('|')));
            }
        }
        long worst = worstNanos.get() / 1_000_000;
        System.out.printf(
                "%s | %s | %d | %d | %d | %d | %d ms%n",
                fault,
                engine,
                said.size(),
                Set.copyOf(stored).size(),
                stored.size() - Set.copyOf(stored).size(),
                lost,
                worst);
        assertThat(stored).as("%s", fault).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(said);
        assertThat(lost).isZero();
        assertThat(conversations).allSatisfy((of, ids) -> assertThat(ids).hasSize(1));
        assertInOrder(stored);
        assertThat(worst).isLessThan(WORST_MILLIS);
    }

    private static void assertInOrder(List<String> stored) {
        Map<String, Integer> turns = new HashMap<>();
        for (String question : stored) {
            int turn = turns.merge(question.substring(0, question.lastIndexOf(' ')), 1, Integer::sum) - 1;
            assertThat(question).endsWith(" t" + turn);
        }
    }
}
