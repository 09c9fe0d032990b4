package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.row.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that a page ends when it is large, however few messages it holds, and that none is left out over it. */
@OnEveryEngine
@Timeout(60)
final class LargePageTest {

    private static final int MESSAGES = 24;
    private static final int CHARACTERS = 1_500_000;

    private final TestDatabase database;

    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    LargePageTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void shouldEndAPageThatIsLarge() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES / 2; i++) {
            boolean daily = i % 4 < 2;
            try (TestStore store = new TestStore(database, clock, config -> config.dailyPartition(daily))) {
                String question = i + " " + "q".repeat(CHARACTERS);
                sent.add(question);
                sent.add("a" + i);
                store.offer(store.chat(1, "c", "a" + i, question));
                store.settle();
            }
            clock.advance(Duration.ofSeconds(2));
        }

        List<String> read = new ArrayList<>();
        try (TestStore store = new TestStore(database, clock)) {
            String after = null;
            do {
                Page<StoredMessage> page =
                        store.store().queries().messages(1, "c", new MessageQuery(1000, after, false));
                assertThat(page.items()).hasSizeBetween(1, 7);
                page.items().forEach(message -> read.add(message.toFields().get("content")));
                after = page.next();
            } while (after != null);
        }
        assertThat(read).hasSameSizeAs(sent);
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(read.get(i))
                    .startsWith("\"" + sent.get(i).substring(0, 2))
                    .hasSize(sent.get(i).length() + 2);
        }
    }
}
