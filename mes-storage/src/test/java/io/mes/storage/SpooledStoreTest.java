package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Dsn;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.config.Engine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.metrics.StoreMeters;
import io.mes.storage.parse.ExchangeParser;
import io.mes.storage.query.CompletionMetadata;
import io.mes.storage.query.ConflictException;
import io.mes.storage.query.StoreStatus;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.spool.Spool;
import io.mes.storage.spool.SpoolEntry;
import io.mes.storage.spool.SpoolException;
import io.mes.storage.stats.LossReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that a database that takes nothing costs neither exchanges nor memory where there is a spool. */
@Timeout(60)
final class SpooledStoreTest {

    private final TestDatabase database = TestDatabase.create(TestEngine.SQLITE);
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    @TempDir
    private Path directory;

    /** Looks at the same database without a spool, and locks it. */
    private TestStore files;

    private Connection other;

    @BeforeEach
    void open() throws SQLException {
        files = new TestStore(database, clock);
        other = files.connect();
    }

    @AfterEach
    void drop() throws SQLException {
        other.close();
        files.close();
        database.close();
    }

    private void lock() throws SQLException {
        try (Statement lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
        }
    }

    private void unlock() throws SQLException {
        try (Statement lock = other.createStatement()) {
            lock.execute("ROLLBACK");
        }
    }

    /** Does not wait for a lock, so that the failure is seen at once. */
    private ConversationStore store(UnaryOperator<StorageConfig.Builder> change) {
        return ConversationStore.open(spooling(change), clock);
    }

    private StorageConfig spooling(UnaryOperator<StorageConfig.Builder> change) {
        Dsn dsn = new Dsn(Engine.SQLITE, database.dsn().jdbcUrl(), Map.of("busy_timeout", "1"));
        StorageConfig.Builder config = StorageConfig.builder(dsn)
                .zone(ZoneOffset.UTC)
                .durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20))
                .drainPatience(Duration.ofSeconds(10));
        return change.apply(config).build();
    }

    private ConversationStore store() {
        return store(config -> config);
    }

    private Exchange turn(int number) {
        return turn(number, "c");
    }

    private Exchange turn(int number, @Nullable String conversation) {
        clock.advance(Duration.ofSeconds(1));
        List<String> said = new ArrayList<>();
        for (int i = 1; i < number; i++) {
            said.add("q" + i);
            said.add("a" + i);
        }
        said.add("q" + number);
        return files.chat(1, conversation, "a" + number, said.toArray(new String[0]))
                .build();
    }

    private static List<String> line(int turns) {
        List<String> line = new ArrayList<>();
        for (int i = 1; i <= turns; i++) {
            line.add("\"q" + i + "\"");
            line.add("\"a" + i + "\"");
        }
        return line;
    }

    private static long spooled(ConversationStore store) {
        return Objects.requireNonNull(store.status().spool()).entries();
    }

    @Test
    void shouldKeepOnDiskWhatTheDatabaseDoesNotTakeAndStoreItInOrder() throws SQLException {
        try (ConversationStore store = store()) {
            store.offer(turn(1));
            await().until(() -> store.stats().stored() == 1);
            lock();
            for (int i = 2; i <= 20; i++) {
                store.offer(turn(i));
            }
            await().until(() -> spooled(store) == 19);
            await().until(() -> store.captureBudget().reserved() == 0);
            assertThat(store.status().isDegraded()).isTrue();
            unlock();
            await().until(() -> store.stats().unsettled() == 0);
            // What is stored is removed from the spool a moment later.
            await().until(() -> !store.status().isDegraded());

            assertThat(files.contents(1, "c")).isEqualTo(line(20));
            assertThat(files.rows("SELECT COUNT(*) FROM conversation_histories_2026_11_22"))
                    .containsExactly("40");
            StoreStatus status = store.status();
            assertThat(status.stats().stored()).isEqualTo(20);
            assertThat(status.stats().lost()).isZero();
        }
    }

    @Test
    void shouldWriteStraightAgainOnceTheSpoolIsEmpty() throws SQLException {
        try (ConversationStore store = store()) {
            lock();
            store.offer(turn(1));
            await().until(() -> spooled(store) == 1);
            unlock();
            await().until(() -> store.stats().stored() == 1 && !store.status().isDegraded());
            int[] turns = {1};
            // Its thread sees that the spool is empty a moment after it is: one more may still go there.
            await().until(() -> {
                long before = store.stats().spooled();
                store.offer(turn(++turns[0]));
                await().until(() -> store.stats().stored() == turns[0]);
                return store.stats().spooled() == before;
            });

            assertThat(turns[0]).isLessThan(10);
            assertThat(files.contents(1, "c")).isEqualTo(line(turns[0]));
        }
    }

    /** What was taken by an earlier process is not taken again, but stored: without it stored would exceed accepted. */
    @Test
    void shouldTellMetersOfTheAgeOfWhatWaitsAndOfWhatWasLeft() throws SQLException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (ConversationStore first = store();
                StoreMeters meters = new StoreMeters(first)) {
            meters.bindTo(registry);
            lock();
            first.offer(turn(1));
            await().until(() -> spooled(first) == 1);
            Instant over = Objects.requireNonNull(
                    Objects.requireNonNull(first.status().spool()).oldest());
            double atLeast = Duration.between(over, Instant.now()).toMillis();
            double age = registry.get("mes.spool.age").timeGauge().value(TimeUnit.MILLISECONDS);
            double atMost = Duration.between(over, Instant.now()).toMillis();
            // Registries count in fractions of their unit.
            assertThat(age).isBetween(atLeast - 1, atMost + 1);
        }
        unlock();
        try (ConversationStore second = store();
                StoreMeters meters = new StoreMeters(second)) {
            meters.bindTo(registry);
            await().until(() -> second.stats().unsettled() == 0);

            assertThat(registry.get("mes.accepted").functionCounter().count()).isZero();
            assertThat(registry.get("mes.recovered").functionCounter().count()).isEqualTo(1);
            assertThat(registry.get("mes.exchanges")
                            .tag("outcome", "stored")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
    }

    /** As its Javadoc says. */
    @Test
    void shouldHaveFourThreadsAndOneMoreWithASpool() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<String> usual = List.of("mes-parser", "mes-upkeep", "mes-upkeep", "mes-writer");
        try (ConversationStore store = store(config -> config.durability(DurabilityConfig.DEFAULT))) {
            await().untilAsserted(() -> assertThat(threadsBeside(before)).isEqualTo(usual));
            assertThat(store.config().durability().spoolDirectory()).isNull();
        }
        try (ConversationStore store = store()) {
            List<String> one =
                    Stream.concat(Stream.of("mes-database"), usual.stream()).toList();
            await().untilAsserted(() -> assertThat(threadsBeside(before)).isEqualTo(one));
            assertThat(store.config().durability().spoolDirectory()).isNotNull();
        }
    }

    private static List<String> threadsBeside(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isDaemon())
                .map(Thread::getName)
                .filter(name -> name.startsWith("mes-"))
                .sorted()
                .toList();
    }

    @Test
    void shouldStoreAfterARestartWhatWasLeft() throws SQLException {
        lock();
        assertThatThrownBy(() -> store()).isInstanceOf(ConfigException.class);
        unlock();
        ConversationStore first = store();
        lock();
        for (int i = 1; i <= 5; i++) {
            first.offer(turn(i));
        }
        first.close();
        unlock();
        assertThat(first.stats().lost()).isZero();

        try (ConversationStore second = store()) {
            second.offer(turn(6));
            await().until(() -> second.stats().unsettled() == 0);
            assertThat(second.stats().recovered()).isEqualTo(5);
            assertThat(files.contents(1, "c")).isEqualTo(line(6));
        }
    }

    @Test
    void shouldNotBringBackWhatWasDeletedMeanwhile() throws SQLException {
        leaveInSpool("c", 2);
        files.store().deleteConversationHistory(1, "c");

        try (ConversationStore second = store()) {
            await().until(() -> second.stats().unsettled() == 0);
            assertThat(files.rows("SELECT * FROM conversation_histories_2026_11_22"))
                    .isEmpty();
        }
    }

    /** Its request holds what was deleted, and nothing names the conversation. */
    @Test
    void shouldNotBringBackWhatWasDeletedMeanwhileWhereNothingNamesIt() throws SQLException {
        leaveInSpool(null, 6);
        String id = files.rows("SELECT conversation_id FROM mes_conversations").get(0);
        files.store().deleteConversationHistory(1, id);

        try (ConversationStore second = store()) {
            await().until(() -> second.stats().unsettled() == 0);
            assertThat(files.rows("SELECT * FROM conversation_histories_2026_11_22"))
                    .isEmpty();
            assertThat(second.stats().discarded()).isEqualTo(5);
            second.offer(turn(7, null));
            await().until(() -> second.stats().stored() == 1);
            assertThat(files.rows("SELECT COUNT(*) FROM conversation_histories_2026_11_22"))
                    .containsExactly("14");
        }
    }

    /** Has a store end that has stored the first of some turns, and has the others in its spool. */
    private void leaveInSpool(@Nullable String conversation, int turns) throws SQLException {
        ConversationStore first = store();
        first.offer(turn(1, conversation));
        await().until(() -> first.stats().stored() == 1);
        lock();
        for (int number = 2; number <= turns; number++) {
            first.offer(turn(number, conversation));
        }
        await().until(() -> spooled(first) == turns - 1);
        // Before the lock is gone: the store would take its chance.
        first.close();
        unlock();
        clock.advance(Duration.ofSeconds(1));
    }

    /** Whoever deletes is told that it will be done, though it lies in the spool only. */
    @Test
    void shouldDeleteInTheEndWhatLiesInTheSpool() throws SQLException, InterruptedException {
        Outage outage = new Outage(database.dataSource());
        try (ConversationStore store = ConversationStore.open(outage.source(), spooling(config -> config), clock)) {
            outage.begin(Outage.Kind.BEFORE_COMMIT);
            store.offer(turn(1));
            await().until(() -> spooled(store) == 1 && store.stats().retries() > 5);
            outage.begin(Outage.Kind.HANGING);
            clock.advance(Duration.ofSeconds(1));
            FutureTask<Long> deletion = new FutureTask<>(() -> store.deleteConversationHistory(1, "c"));
            Thread impatient = new Thread(deletion);
            impatient.start();
            await().until(() -> impatient.getState() == Thread.State.TIMED_WAITING);
            impatient.interrupt();
            assertThatThrownBy(deletion::get).hasCauseInstanceOf(UnavailableException.class);
            outage.end();

            await().until(() -> store.stats().unsettled() == 0);
            await().until(() -> files.rows("SELECT * FROM conversation_histories_2026_11_22")
                    .isEmpty());
            assertThat(files.rows("SELECT COUNT(*) FROM mes_conversations WHERE deleted_at IS NOT NULL"))
                    .containsExactly("1");
        }
    }

    /** The second exchange goes on with the first and is in the spool; it must neither be lost nor overlooked. */
    @Test
    void shouldFindInTheSpoolWhatACompletionSharesItsConversationWith() throws Exception {
        try (ConversationStore store = store(config -> config.completions(true))) {
            Exchange first = turn(1);
            store.offer(first);
            await().until(() -> store.stats().stored() == 1);
            lock();
            Exchange second = turn(2);
            store.offer(second);
            await().until(() -> spooled(store) == 1);
            FutureTask<Boolean> deletion =
                    new FutureTask<>(() -> store.completions().delete(1, first.id()), true);
            CompletionMetadata metadata = CompletionMetadata.ofBody("{\"metadata\":{\"a\":\"b\"}}");
            FutureTask<StoredCompletion> change =
                    new FutureTask<>(() -> store.completions().setMetadata(1, second.id(), metadata, Set.of()));
            for (FutureTask<?> asked : List.of(deletion, change)) {
                Thread patient = new Thread(asked);
                patient.start();
                await().until(() -> patient.getState() == Thread.State.TIMED_WAITING);
            }
            unlock();

            assertThatThrownBy(deletion::get).hasCauseInstanceOf(ConflictException.class);
            assertThat(change.get().metadata()).isEqualTo("{\"a\":\"b\"}");
            assertThat(files.contents(1, "c")).isEqualTo(line(2));
        }
    }

    /** A write that was given up may be committed all the same. */
    @Test
    void shouldCountUsageOnceOfWhoRefuses() throws SQLException {
        Outage outage = new Outage(database.dataSource());
        DurabilityConfig commit =
                DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20).withCommit(Duration.ofSeconds(20));
        try (ConversationStore store =
                ConversationStore.open(outage.source(), spooling(config -> config.durability(commit)), clock)) {
            outage.begin(Outage.Kind.HANGING_COMMIT);
            store.offer(files.chat(1, "c", "an answer", "a secret")
                    .headers(Map.of("x-mes-store", "false"))
                    .build());
            assertThat(spooled(store)).isEqualTo(1);
            outage.end();

            await().until(() -> store.stats().unsettled() == 0);
            assertThat(files.rows("SELECT unstored_tokens FROM mes_daily_usage"))
                    .containsExactly("10");
        }
    }

    /** A spool that takes nothing is no reason to give up on a database that does. */
    @Test
    void shouldWriteToASlowDatabaseWhereTheSpoolTakesNothing() throws SQLException {
        Outage outage = new Outage(database.dataSource());
        DurabilityConfig tiny = DurabilityConfig.DEFAULT.withSpool(directory, 1);
        try (ConversationStore store = ConversationStore.open(
                outage.source(), spooling(config -> config.durability(tiny).maxBacklog(16)), clock)) {
            outage.begin(Outage.Kind.BEFORE_COMMIT);
            int taken = 0;
            while (store.offer(turn(taken + 1))) {
                taken++;
            }
            outage.begin(Outage.Kind.SLOW);

            int all = taken;
            await().until(() -> store.stats().stored() == all);
            assertThat(store.stats().failed()).isZero();
        }
    }

    /** What is left of the spool then lies below the sequences that were given out. */
    @Test
    void shouldComeToAnEndWhereTheNewestWasRejected() throws SpoolException {
        ExchangeParser parser = new ExchangeParser(1 << 20);
        try (Spool spool = Spool.open(directory, 1 << 20)) {
            SpoolEntry newest = SpoolEntry.of(2, parser.parse(turn(2)));
            spool.append(List.of(SpoolEntry.of(1, parser.parse(turn(1))), newest));
            spool.reject(newest, "on purpose");
        }
        try (ConversationStore store = store()) {
            await().until(() -> store.stats().stored() == 1);
            store.queries().stats(1);
            store.offer(turn(3));
            await().until(() -> store.stats().stored() == 2);
            assertThat(store.stats().spooled()).isZero();
        }
    }

    /** As where its disk is full: what is stored cannot be removed then. */
    @Test
    void shouldGoOnWithoutASpoolThatFails() throws SQLException {
        try (ConversationStore store = store()) {
            lock();
            for (int i = 1; i <= 3; i++) {
                store.offer(turn(i));
            }
            await().until(() -> spooled(store) == 3);
            try (Connection spool = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spool.db"));
                    Statement full = spool.createStatement()) {
                full.execute("BEGIN IMMEDIATE");
                unlock();
                await().atMost(Duration.ofSeconds(30)).until(() -> store.stats().stored() == 3);
                store.offer(turn(4));
                await().atMost(Duration.ofSeconds(30)).until(() -> store.stats().stored() == 4);
                full.execute("ROLLBACK");
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> spooled(store) == 0);

            assertThat(files.contents(1, "c")).isEqualTo(line(4));
            assertThat(store.stats().unsettled()).isZero();
        }
    }

    /** What nothing took of a backlog is lost to the last exchange. */
    @Test
    void shouldCountAllThatIsLeftInMemoryAtTheEnd() throws SQLException {
        ConversationStore store = store(config -> config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 1))
                .maxBacklog(64)
                .drainPatience(Duration.ofMillis(300)));
        lock();
        int taken = 0;
        for (int i = 1; i <= 50; i++) {
            taken += store.offer(turn(i)) ? 1 : 0;
        }
        store.close();
        unlock();
        int all = taken;
        await().untilAsserted(() -> assertThat(store.stats().failed()).isEqualTo(all));
        assertThat(store.captureBudget().reserved()).isZero();
    }

    /** The spool is a file like the database, and must not hold what that may not. */
    @Test
    void shouldKeepNothingButUsageOfWhoRefuses() throws SQLException, IOException {
        try (ConversationStore store = store()) {
            lock();
            store.offer(files.chat(1, "c", "an answer", "a secret")
                    .headers(Map.of("x-mes-store", "false"))
                    .build());
            store.offer(files.chat(1, "thrown", "", "a secret")
                    .headers(Map.of("x-mes-store", "false"))
                    .response(Body.EMPTY, null)
                    .ended(500, Outcome.UPSTREAM_ERROR)
                    .failure("java.lang.IllegalStateException: not about a secret")
                    .build());
            await().until(() -> spooled(store) == 2);
            try (Stream<Path> kept = Files.list(directory)) {
                for (Path file : kept.toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain("a secret")
                            .doesNotContain("an answer");
                }
            }
            unlock();
            await().until(() -> store.stats().unsettled() == 0);
            assertThat(files.rows("SELECT unstored_tokens FROM mes_daily_usage"))
                    .containsExactly("10");
            assertThat(files.rows("SELECT * FROM error_conversation_histories_2026_11_22"))
                    .isEmpty();
            assertThat(files.rows("SELECT * FROM conversation_histories_2026_11_22"))
                    .isEmpty();
        }
    }

    @Test
    void shouldKeepOtherStoresOutOfItsSpool() {
        try (ConversationStore store = store()) {
            assertThatThrownBy(this::store)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("MES_SPOOL_DIR")
                    .hasMessageContaining(directory.toString());
            assertThat(store.status().isDegraded()).isFalse();
        }
    }

    @Test
    void shouldHoldInMemoryWhatASpoolThatIsFullDoesNotTake() throws SQLException {
        try (ConversationStore store =
                store(config -> config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 2000))
                        .maxBacklog(64))) {
            lock();
            for (int i = 1; i <= 40; i++) {
                store.offer(turn(i));
            }
            await().until(() -> spooled(store) > 0 && store.stats().retries() > 1);
            unlock();
            await().until(() -> store.stats().stored() == 40);

            assertThat(files.contents(1, "c")).isEqualTo(line(40));
            assertThat(store.stats().lost()).isZero();
        }
    }

    @Test
    void shouldTellWhatIsLostWhenNothingTakesIt() throws SQLException {
        ConversationStore store = store(config -> config.durability(DurabilityConfig.DEFAULT.withSpool(directory, 1))
                .maxBacklog(1)
                .drainPatience(Duration.ofMillis(200)));
        lock();
        Exchange taken = turn(1);
        store.offer(taken);
        Exchange refused = turn(2);
        await().until(() -> !store.offer(refused));
        store.close();
        await().until(() -> store.stats().unsettled() == 0);
        unlock();

        assertThat(store.status().losses())
                .containsEntry(LossReason.NOT_WRITTEN, store.stats().failed())
                .containsKey(LossReason.BACKLOG_FULL);
        assertThat(store.status().gaps().get(0).lastAt()).isEqualTo(clock.instant());
    }

    @Test
    void shouldHoldRequestsUntilTheirExchangesAreSafe() throws SQLException, ExecutionException, InterruptedException {
        try (ConversationStore store = store(config -> config.durability(
                DurabilityConfig.DEFAULT.withSpool(directory, 1 << 20).withCommit(Duration.ofSeconds(20))))) {
            store.offer(turn(1));
            assertThat(files.rows("SELECT COUNT(*) FROM conversation_histories_2026_11_22"))
                    .containsExactly("2");

            lock();
            store.offer(turn(2));
            assertThat(spooled(store)).isEqualTo(1);
            unlock();
            await().until(() -> store.stats().stored() == 2);
            assertThat(store.stats().uncommitted()).isZero();
        }
    }

    @Test
    void shouldLetRequestsGoInTheEnd() throws SQLException, ExecutionException, InterruptedException {
        try (ConversationStore store = ConversationStore.open(
                StorageConfig.builder(new Dsn(Engine.SQLITE, database.dsn().jdbcUrl(), Map.of("busy_timeout", "1")))
                        .zone(ZoneOffset.UTC)
                        .durability(DurabilityConfig.DEFAULT.withCommit(Duration.ofMillis(100)))
                        .build(),
                clock)) {
            lock();
            assertThat(store.offer(turn(1))).isTrue();
            assertThat(store.stats().uncommitted()).isEqualTo(1);
            CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> store.offer(turn(2)));
            unlock();
            assertThat(second.get()).isTrue();
            await().until(() -> store.stats().stored() == 2);
        }
    }
}
