package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.exchange.Outcome;
import io.mes.storage.query.NotFoundException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that catalogue and usage equal a recount of the rows after random histories of chats, errors and deletes. */
@Timeout(120)
final class RecountTest {

    private static final int STEPS = 150;

    @TempDir
    private Path directory;

    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldCountWhatIsThere(long seed) throws SQLException {
        Random random = new Random(seed);
        try (TestStore store = new TestStore(directory, clock)) {
            for (int step = 0; step < STEPS; step++) {
                int user = 1 + random.nextInt(3);
                String conversation = "c" + random.nextInt(4);
                switch (random.nextInt(8)) {
                    case 0 -> deleteIfThere(store, user, conversation);
                    case 1 ->
                        store.offer(
                                store.chat(user, conversation, "", "q" + step).ended(500, Outcome.COMPLETED));
                    case 2 -> clock.advance(Duration.ofHours(random.nextInt(30)));
                    default -> chat(store, random, user, conversation, step);
                }
                clock.advance(Duration.ofSeconds(1));
            }
            store.settle();
            assertCountsMatch(store);
        }
    }

    private static void chat(TestStore store, Random random, long user, String conversation, int step) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            messages.add(TestStore.message("user", "q" + random.nextInt(20)));
        }
        store.offer(store.exchange(
                user,
                conversation,
                "[" + String.join(",", messages) + "]",
                TestStore.reply("a" + step, 1 + random.nextInt(100))));
    }

    private static void deleteIfThere(TestStore store, long user, String conversation) {
        try {
            store.store().queries().delete(user, conversation);
        } catch (NotFoundException neverWritten) {
            // A history may well begin so.
        }
    }

    private static void assertCountsMatch(TestStore store) throws SQLException {
        String messages =
                union(store, "conversation_histories_%", "user_id, conversation_id, model_name, total_tokens");
        String errors = union(store, "error_conversation_histories_%", "user_id, conversation_id, model_name, 0");

        assertThat(store.rows("SELECT user_id, conversation_id, message_count, total_tokens FROM mes_conversations"
                        + " WHERE message_count > 0 ORDER BY 1, 2"))
                .isNotEmpty()
                .isEqualTo(store.rows("SELECT user_id, conversation_id, COUNT(*), SUM(total_tokens) FROM (" + messages
                        + ") GROUP BY 1, 2 ORDER BY 1, 2"));
        assertThat(store.rows("SELECT user_id, day, messages, tokens FROM mes_daily_usage"
                        + " WHERE messages > 0 ORDER BY 1, 2"))
                .isEqualTo(store.rows("SELECT user_id, day, COUNT(*), SUM(total_tokens) FROM (" + messages
                        + ") GROUP BY 1, 2 ORDER BY 1, 2"));
        assertThat(store.rows("SELECT user_id, day, errors FROM mes_daily_usage WHERE errors > 0 ORDER BY 1, 2"))
                .isEqualTo(
                        store.rows("SELECT user_id, day, COUNT(*) FROM (" + errors + ") GROUP BY 1, 2 ORDER BY 1, 2"));
        assertThat(store.rows("SELECT * FROM mes_daily_usage WHERE messages = 0 AND errors = 0"))
                .isEmpty();
    }

    /** The rows of all days, each with its day. */
    private static String union(TestStore store, String pattern, String columns) throws SQLException {
        List<String> selects = new ArrayList<>();
        for (String table :
                store.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '" + pattern + "'")) {
            String day = table.substring(table.length() - 10).replace('_', '-');
            selects.add("SELECT '" + day + "' AS day, " + columns + " FROM " + table);
        }
        return String.join(" UNION ALL ", selects);
    }
}
