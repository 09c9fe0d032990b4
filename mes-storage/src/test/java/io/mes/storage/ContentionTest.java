package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.conversation.MessageIds;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.query.NotFoundException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that stores which all write, delete and read the same few conversations lose nothing and count right. */
@OnEveryEngine
@Timeout(120)
final class ContentionTest {

    private static final int GATEWAYS = 6;
    private static final int STEPS = 120;

    private final TestDatabase database;

    /** Ids of all rows that must come of chats in conversations that nobody deletes. */
    private final Queue<String> kept = new ConcurrentLinkedQueue<>();

    ContentionTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldLoseNothing(long seed) throws SQLException {
        try (Warnings warnings = new Warnings();
                Gateways gateways = new Gateways(database, GATEWAYS, "2026-11-22T10:00:00Z", config -> config)) {
            gateways.together(gateway -> hammer(gateway, new Random(seed * 100 + gateway.number())));
            gateways.settle();

            assertThat(gateways.sum(stats -> stats.lost())).isZero();
            assertThat(gateways.sum(stats -> stats.stored() + stats.discarded()))
                    .isEqualTo(gateways.sum(stats -> stats.accepted()));
            assertThat(StoredRow.all(database, gateways.first()).stream()
                            .filter(row -> row.conversation().startsWith("kept"))
                            .map(StoredRow::messageId))
                    .containsExactlyInAnyOrderElementsOf(kept);
            CountedRows.assertAddUp(database, gateways.first());
            assertThat(warnings.all()).isEmpty();
        }
    }

    private void hammer(Gateways.Gateway gateway, Random random) {
        for (int step = 0; step < STEPS; step++) {
            int user = 1 + random.nextInt(2);
            int conversation = random.nextInt(2);
            switch (random.nextInt(20)) {
                case 0 -> delete(gateway.conversations(), user, "deleted" + conversation);
                case 1 -> gateway.conversations().queries().stats(user);
                case 2 -> fail(gateway, user, "kept" + conversation);
                case 3, 4, 5, 6, 7, 8 -> chat(gateway, user, "deleted" + conversation, step);
                default -> keep(chat(gateway, user, "kept" + conversation, step));
            }
            gateway.clock().advance(Duration.ofMillis(random.nextInt(2_000)));
        }
    }

    private static void delete(ConversationStore store, long user, String conversation) {
        try {
            store.queries().delete(user, conversation);
        } catch (NotFoundException anotherWasFaster) {
            // Or nobody has written it yet.
        }
    }

    /** Some of them long, so that batches are of different size. */
    private static Exchange chat(Gateways.Gateway gateway, long user, String conversation, int step) {
        Exchange exchange = gateway.store()
                .chat(user, conversation, "a".repeat(1 + step * step), "q-" + gateway.number() + "-" + step)
                .build();
        assertThat(gateway.conversations().offer(exchange)).isTrue();
        return exchange;
    }

    private void keep(Exchange exchange) {
        kept.addAll(List.of(MessageIds.of(exchange.id(), 0), MessageIds.of(exchange.id(), 1)));
    }

    private void fail(Gateways.Gateway gateway, long user, String conversation) {
        Exchange exchange = gateway.store()
                .chat(user, conversation, "", "wrong")
                .ended(500, Outcome.COMPLETED)
                .build();
        assertThat(gateway.conversations().offer(exchange)).isTrue();
        kept.add(MessageIds.of(exchange.id(), 0));
    }

    /** Batches that name the same conversations in opposite order lock them in one order all the same. */
    @Test
    void shouldNotLockInTheOrderOfBatches() throws SQLException {
        List<String> conversations = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            conversations.add("kept%03d".formatted(i));
        }
        try (Warnings warnings = new Warnings();
                Gateways gateways = new Gateways(database, 2, "2026-11-22T10:00:00Z", config -> config)) {
            gateways.together(gateway -> {
                for (int round = 0; round < 4; round++) {
                    for (int i = 0; i < conversations.size(); i++) {
                        int number = gateway.number() == 0 ? i : conversations.size() - 1 - i;
                        keep(chat(gateway, 1, conversations.get(number), round));
                    }
                }
            });
            gateways.settle();

            assertThat(StoredRow.all(database, gateways.first()).stream().map(StoredRow::messageId))
                    .containsExactlyInAnyOrderElementsOf(kept);
            CountedRows.assertAddUp(database, gateways.first());
            assertThat(warnings.all()).isEmpty();
        }
    }
}
