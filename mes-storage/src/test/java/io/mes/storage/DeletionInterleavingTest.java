package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.Identity;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.UnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verifies that in random interleavings of writes, deletions, outages and replays no deleted message is seen again and no
 * other one is lost or doubled.
 */
@OnEveryEngine
@Timeout(300)
final class DeletionInterleavingTest {

    private static final int INTERLEAVINGS = Integer.getInteger("mes.test.interleavings", 250);
    private static final int STEPS = 8;

    private final TestDatabase database;
    private final Outage outage;
    private final ExchangeIds ids = new ExchangeIds();
    private final Random random = new Random(20261122);
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> kept = new HashSet<>();

    /** Said to a conversation whose deletion was neither confirmed nor refused. */
    private final Set<String> uncertain = new HashSet<>();

    private int said;

    @TempDir
    private Path directory;

    DeletionInterleavingTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        this.outage = new Outage(database.dataSource());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ConversationStore open() throws SQLException {
        StorageConfig config = StorageConfig.builder(database.dsn())
                .zone(ZoneOffset.UTC)
                .durability(DurabilityConfig.DEFAULT.withSpool(directory, 1 << 26))
                .drainPatience(Duration.ofSeconds(5))
                .build();
        return ConversationStore.open(outage.source(), config);
    }

    @Test
    void shouldNeitherShowWhatIsDeletedNorLoseTheRest() throws SQLException {
        ConversationStore store = open();
        for (int i = 0; i < INTERLEAVINGS; i++) {
            interleave(store, "c" + i);
            if (random.nextInt(20) == 0) {
                // What is in the spool stays there; the database may be away at the start as well as at the end.
                outage.end();
                store.close();
                store = open();
            }
        }
        outage.end();
        ConversationStore last = store;
        await().atMost(Duration.ofSeconds(60)).until(() -> last.stats().unsettled() == 0);
        assertThat(store.stats().lost()).isZero();
        assertThat(store.administration().recount(false).wrongConversations()).isZero();
        List<String> tables = store.getExistingPartitionTables();
        store.close();

        List<String> stored = new ArrayList<>();
        for (String table : tables) {
            stored.addAll(database.rows("SELECT content FROM " + table + " WHERE role = 'user'"));
        }
        assertThat(stored)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(deleted)
                .containsAll(kept);
        Set<String> unknown = new HashSet<>(stored);
        unknown.removeAll(kept);
        assertThat(uncertain).containsAll(unknown);
        assertThat(deleted.size()).isGreaterThan(INTERLEAVINGS / 4);
        assertThat(kept.size()).isGreaterThan(INTERLEAVINGS);
    }

    /** Two conversations of one user, one of which is deleted now and then. */
    private void interleave(ConversationStore store, String name) {
        List<String> current = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> current.add(say(store, name));
                case 3, 4 -> kept.add(say(store, name + " kept"));
                case 5 -> outage.begin(random.nextBoolean() ? Outage.Kind.BEFORE_COMMIT : Outage.Kind.BEHIND_COMMIT);
                case 6 -> outage.end();
                default -> delete(store, name, current);
            }
        }
        kept.addAll(current);
    }

    private String say(ConversationStore store, String conversation) {
        String question = conversation + " question " + said++;
        Instant now = Instant.now();
        Exchange exchange = Exchange.builder(ids.next(now.toEpochMilli()), WireFormat.CHAT_COMPLETIONS, now)
                .caller(Identity.ofUser(1), "10.0.0.1")
                .conversationId(conversation)
                .ended(200, Outcome.COMPLETED)
                .request(
                        TestStore.body("{\"model\":\"m\",\"messages\":[" + TestStore.message("user", question) + "]}"),
                        null)
                .response(TestStore.body(TestStore.reply("answer", 5)), null)
                .build();
        assertThat(store.offer(exchange)).isTrue();
        return question;
    }

    private void delete(ConversationStore store, String conversation, List<String> current) {
        try {
            store.deleteConversationHistory(1, conversation);
            deleted.addAll(current);
        } catch (NotFoundException nothingThere) {
            assertThat(current).isEmpty();
        } catch (UnavailableException away) {
            uncertain.addAll(current);
        }
        current.clear();
        awaitNextMillisecond();
    }

    /** What begins in the millisecond of a deletion counts as begun before. */
    private static void awaitNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }
}
