package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.MessageQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that tables of the Go MES get their indexes on PostgreSQL while everybody writes to them. */
@OnEveryEngine
@Timeout(120)
final class TakenOverIndexesTest {

    private static final int ROWS = 700;

    /** From a day that the rows of these tests are not older than. */
    private static final int KEPT_DAYS = 2000;

    private static final String INDEX = "ix_conversation_histories_conversation";
    private static final String INSERT =
            "INSERT INTO conversation_histories (user_id, created_at, conversation_id) VALUES (1, 1795341600, 'late')";

    private final TestDatabase database;

    TakenOverIndexesTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @BeforeEach
    void fill() throws SQLException {
        assumeThat(database.engine()).isEqualTo(TestEngine.POSTGRESQL);
        GoTables tables = new GoTables(database);
        tables.create("");
        List<GoTables.Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new GoTables.Row(1L, 1_795_341_600L + i, "c-" + i % 9, "m", "user", "said", "gpt-4", 1L, null));
        }
        tables.insertMessages("", rows);
        tables.insertErrors("", rows);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ConversationStore open() {
        return ConversationStore.open(StorageConfig.builder(database.dsn())
                .upkeepInterval(Duration.ofMillis(20))
                .retentionDays(KEPT_DAYS)
                .build());
    }

    private Connection begin() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private boolean isBuilderWaiting() throws SQLException {
        return !database.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'")
                .isEmpty();
    }

    private boolean isCatalogued() throws SQLException {
        return database.rows("SELECT SUM(messages) AS messages, SUM(errors) AS errors FROM mes_daily_usage")
                .equals(List.of(ROWS + "|" + ROWS));
    }

    private List<String> indexes(String condition) throws SQLException {
        return database.rows("SELECT CAST(indexrelid AS regclass) FROM pg_index"
                + " WHERE CAST(indexrelid AS regclass)::text LIKE 'ix_%conversation_histories%' AND " + condition);
    }

    private void awaitIndexes() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(indexes("indisvalid")).contains(INDEX, "ix_error_conversation_histories_user"));
    }

    @Test
    void shouldLetOthersWriteWhileAnIndexIsBuilt() throws SQLException {
        try (Connection writer = begin();
                Statement statement = writer.createStatement()) {
            statement.execute(INSERT);
            try (ConversationStore store = open();
                    ConversationStore other = open()) {
                await().until(this::isBuilderWaiting);

                database.execute("SET lock_timeout = '5s'", INSERT);
                // Who does not build goes on.
                await().atMost(Duration.ofSeconds(60)).until(this::isCatalogued);
                assertThat(other.queries()
                                .messages(1, "c-1", new MessageQuery(1000, null, true))
                                .items())
                        .hasSizeBetween(ROWS / 9, ROWS / 9 + 1);
                assertThat(indexes("indisvalid")).doesNotContain(INDEX);

                writer.commit();
                awaitIndexes();
                assertThat(indexes("NOT indisvalid")).isEmpty();
                assertThat(store.administration().recount(true).wrongConversations())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void shouldDropOldDaysWhileAnIndexIsBuilt() throws SQLException {
        new GoTables(database).create("_2020_01_01");
        try (Connection writer = begin();
                Statement statement = writer.createStatement()) {
            statement.execute(INSERT);
            try (ConversationStore store = open()) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> isBuilderWaiting()
                                && !store.getExistingPartitionTables().contains("conversation_histories_2020_01_01"));
                writer.rollback();
                awaitIndexes();
            }
        }
    }

    @Test
    void shouldReplaceWhatWasBrokenOff() throws SQLException {
        try (Connection writer = begin();
                Statement statement = writer.createStatement()) {
            statement.execute(INSERT);
            assertThatThrownBy(() -> database.execute(
                            "SET lock_timeout = '100ms'",
                            "CREATE INDEX CONCURRENTLY " + INDEX + " ON conversation_histories (user_id)"))
                    .isInstanceOf(SQLException.class);
            writer.rollback();
        }
        assertThat(indexes("NOT indisvalid")).containsExactly(INDEX);

        try (ConversationStore store = open()) {
            awaitIndexes();
            assertThat(indexes("NOT indisvalid")).isEmpty();
            assertThat(database.rows("SELECT pg_get_indexdef(CAST('" + INDEX + "' AS regclass))"))
                    .singleElement()
                    .asString()
                    .endsWith("(user_id, conversation_id, id)");
            assertThat(store.administration().recount(false).wrongConversations())
                    .isZero();
        }
    }

    /** It may have failed, when others had catalogued everything. */
    @Test
    void shouldBuildWhatIsMissingWhenEverythingIsCatalogued() throws SQLException {
        try (ConversationStore store = open()) {
            awaitIndexes();
            await().until(this::isCatalogued);
            assertThat(store.administration().recount(false).wrongUsage()).isZero();
        }
        database.execute("DROP INDEX " + INDEX);

        try (ConversationStore again = open()) {
            awaitIndexes();
            assertThat(again.administration().recount(false).wrongUsage()).isZero();
        }
    }
}
