package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.query.StoredError;
import io.mes.storage.row.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that rows of several days, and of the base tables among them, are read in the order in which they came. */
@OnEveryEngine
@Timeout(60)
final class MixedPartitionsTest {

    private static final int TURNS = 10;

    private final TestDatabase database;

    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    MixedPartitionsTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** Each turn of a conversation, and an error beside it; partitioning is switched after every other, days go by. */
    private void fill() {
        List<String> said = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            boolean daily = turn % 4 < 2;
            try (TestStore store = new TestStore(database, clock, config -> config.dailyPartition(daily))) {
                said.add("q" + turn);
                store.offer(store.chat(1, "c", "a" + turn, said.toArray(String[]::new)));
                store.offer(store.chat(1, "e", "", "e" + turn).ended(500, Outcome.COMPLETED));
                said.add("a" + turn);
                store.settle();
            }
            clock.advance(turn % 3 == 0 ? Duration.ofDays(1) : Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void shouldReadAConversationInItsOrder(int limit) {
        fill();
        List<String> contents = new ArrayList<>();
        try (TestStore store = new TestStore(database, clock)) {
            String after = null;
            do {
                Page<StoredMessage> page =
                        store.store().queries().messages(1, "c", new MessageQuery(limit, after, false));
                page.items().forEach(message -> contents.add(message.toFields().get("content")));
                after = page.next();
            } while (after != null);
        }

        assertThat(contents)
                .isEqualTo(IntStream.range(0, TURNS)
                        .boxed()
                        .flatMap(turn -> List.of("\"q" + turn + "\"", "\"a" + turn + "\"").stream())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void shouldListErrorsFromTheNewestOn(int limit) {
        fill();
        List<String> contents = new ArrayList<>();
        try (TestStore store = new TestStore(database, clock)) {
            String after = null;
            do {
                Page<StoredError> page = store.store().queries().errors(1, new ErrorQuery(limit, after));
                page.items()
                        .forEach(
                                error -> contents.add(error.message().toFields().get("content")));
                after = page.next();
            } while (after != null);
        }

        assertThat(contents)
                .isEqualTo(IntStream.range(0, TURNS)
                        .mapToObj(turn -> "\"e" + (TURNS - 1 - turn) + "\"")
                        .toList());
    }
}
