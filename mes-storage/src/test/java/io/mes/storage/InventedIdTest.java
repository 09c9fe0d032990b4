package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.Imported;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.transfer.ConversationImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that rows of the Go MES without ids of messages are stored once, however often their export is imported. */
@OnEveryEngine
@Timeout(120)
final class InventedIdTest {

    private static final String DAY = "_2026_11_20";
    private static final long MOMENT = 1_795_168_800L;

    private final TestDatabase sourceDatabase;
    private final TestDatabase targetDatabase;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");

    InventedIdTest(TestEngine engine) {
        this.sourceDatabase = TestDatabase.create(engine);
        this.targetDatabase = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        sourceDatabase.close();
        targetDatabase.close();
    }

    private static GoTables.Row row(long user, String conversation, @Nullable String messageId, String said) {
        return new GoTables.Row(user, MOMENT, conversation, messageId, "user", said, "m", 2L, null);
    }

    private static void fill(TestDatabase database, String suffix, List<GoTables.Row> rows) throws SQLException {
        GoTables tables = new GoTables(database);
        tables.create(suffix);
        tables.insertMessages(suffix, rows);
        tables.insertErrors(suffix, rows);
    }

    private TestStore open(TestDatabase database) {
        return new TestStore(database, clock, config -> config.upkeepInterval(Duration.ofMillis(20)));
    }

    private static String export(TestStore store) throws IOException {
        StringWriter out = new StringWriter();
        store.store().transfer().export(ExportQuery.EVERYTHING).writeTo(out);
        return out.toString();
    }

    /** Once all rows are catalogued. */
    private static String exportAll(TestStore store) throws IOException {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(UnavailableException.class)
                .until(() -> !export(store).isEmpty());
        return export(store);
    }

    private Imported load(TestStore store, @Nullable Long user, String file) throws IOException {
        return new ConversationImport(store.store().transfer()::store, user, clock.instant())
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), problem -> {
                    throw new AssertionError(problem);
                })
                .rows();
    }

    private static List<String> counts(TestDatabase database, String suffix) throws SQLException {
        return database.rows("SELECT (SELECT COUNT(*) FROM conversation_histories" + suffix
                + ") AS messages, (SELECT COUNT(*) FROM error_conversation_histories" + suffix + ") AS errors");
    }

    private void assertStoredOnce(String suffix, String day) throws Exception {
        fill(sourceDatabase, suffix, List.of(row(1, "c", null, "q"), row(1, "c", "", "r"), row(1, "d", "x", "s")));
        try (TestStore source = open(sourceDatabase);
                TestStore target = open(targetDatabase)) {
            String exported = exportAll(source);
            assertThat(exported)
                    .contains(
                            "\"message_id\":\"row-" + day + "-1\"",
                            "\"message_id\":\"row-" + day + "-2\"",
                            "\"message_id\":\"x\"");

            assertThat(load(source, null, exported)).isEqualTo(new Imported(0, 6, 0));
            assertThat(load(target, null, exported)).isEqualTo(new Imported(6, 0, 0));
            assertThat(load(target, null, exported)).isEqualTo(new Imported(0, 6, 0));
            assertThat(load(source, null, export(target))).isEqualTo(new Imported(0, 6, 0));

            assertThat(export(source)).isEqualTo(exported);
            assertThat(export(target)).isEqualTo(exported);
            assertThat(counts(sourceDatabase, suffix)).containsExactly("3|3");
            CountedRows.assertAddUp(sourceDatabase, source.store());
            CountedRows.assertAddUp(targetDatabase, target.store());
        }
    }

    @Test
    void shouldBeTheRowOfItsDayThatItNames() throws Exception {
        assertStoredOnce(DAY, "20261120");
    }

    @Test
    void shouldBeTheRowOfTheBaseTableThatItNames() throws Exception {
        assertStoredOnce("", "0");
    }

    /** Numbers begin with one in every database, and for every day. */
    @Test
    void shouldNotBeAnotherRowOfThatNumber() throws Exception {
        fill(sourceDatabase, DAY, List.of(row(1, "c", null, "first"), row(1, "c", null, "second")));
        fill(targetDatabase, DAY, List.of(row(1, "other", null, "of another"), row(1, "c", "named", "has an id")));
        fill(targetDatabase, "_2026_11_19", List.of(row(1, "c", null, "of another day")));
        try (TestStore source = open(sourceDatabase);
                TestStore target = open(targetDatabase)) {
            String exported = exportAll(source);
            exportAll(target);

            assertThat(load(target, null, exported)).isEqualTo(new Imported(4, 0, 0));
            assertThat(load(target, null, exported)).isEqualTo(new Imported(0, 4, 0));
            assertThat(load(source, 7L, exported)).isEqualTo(new Imported(4, 0, 0));

            assertThat(counts(targetDatabase, DAY)).containsExactly("4|4");
            assertThat(counts(sourceDatabase, DAY)).containsExactly("4|4");
        }
    }
}
