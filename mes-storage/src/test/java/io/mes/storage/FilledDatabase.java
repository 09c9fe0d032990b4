package io.mes.storage;

import static org.awaitility.Awaitility.await;

import io.mes.storage.dialect.Dialects;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.pool.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A database with some thousand rows of many users on five days, and a store on it whose queries are recorded. */
final class FilledDatabase implements AutoCloseable {

    /** A user like the others, but without errors. */
    static final long READER = 7;

    /** A conversation of many turns. */
    static final String LONG = "long";

    private static final int USERS = 50;
    private static final int CONVERSATIONS = 20;
    private static final int DAYS = 5;
    private static final LocalDate THIRD_DAY = LocalDate.of(2026, 11, 24);

    private final TestDatabase database;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private final ConnectionPool pool;
    private final RecordingSource recording;
    private final ConversationStore store;

    FilledDatabase(TestEngine engine) throws SQLException {
        database = TestDatabase.create(engine);
        try (TestStore filling = new TestStore(database, clock, config -> config.completions(true))) {
            for (int day = 0; day < DAYS; day++) {
                fillDay(filling, day == 2 || day == 3 ? 1 : 3);
                clock.advance(Duration.ofDays(1));
            }
        }
        fillUsage();
        analyze();
        StorageConfig config = StorageConfig.builder(database.dsn())
                .zone(ZoneOffset.UTC)
                .completions(true)
                .build();
        // An export asks some thousand times, and to connect takes a server longer than to answer.
        pool = ConnectionPool.open(
                database.dsn(), config.pool(), Dialects.of(database.dsn().engine()));
        recording = new RecordingSource(pool.dataSource());
        store = ConversationStore.open(recording.source(), config);
        // The upkeep makes the tables of the real tomorrow.
        await().until(() -> store.getExistingPartitionTables()
                .contains(store.getConversationHistoryTableName(
                        LocalDate.now(ZoneOffset.UTC).plusDays(1))));
    }

    /** Several thousand rows on a day of three rounds. */
    private void fillDay(TestStore filling, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < USERS * CONVERSATIONS; i++) {
                int user = i % USERS;
                int conversation = i / USERS;
                Exchange.Builder chat =
                        filling.chat(user, conversationOf(conversation), "answer " + i, "question " + round + " " + i);
                filling.offer(i % 5 == 3 ? chat.ended(500, Outcome.COMPLETED) : chat);
                if (i % 1000 == 999) {
                    clock.advance(Duration.ofSeconds(1));
                    filling.settle();
                }
            }
            filling.offer(filling.chat(READER, LONG, "answer", "long " + round + " " + clock.instant()));
        }
        filling.settle();
    }

    /** Conversations go on for two days; then there are others. */
    private String conversationOf(int number) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return (day.isBefore(THIRD_DAY) ? "early-" : "late-" + day.getDayOfMonth() + "-") + number;
    }

    /** Of small tables, reading all is the best plan. */
    private void fillUsage() throws SQLException {
        String sql = "INSERT INTO mes_daily_usage VALUES (?, ?, 'm', 1, 1, ?, 0)";
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            for (int user = USERS; user < 100 * USERS; user++) {
                for (int day = 0; day < DAYS; day++) {
                    insert.setLong(1, user);
                    insert.setString(2, THIRD_DAY.plusDays(day).toString());
                    insert.setLong(3, user % 2);
                    insert.addBatch();
                }
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private void analyze() throws SQLException {
        if (database.engine() == TestEngine.SQLITE || database.engine() == TestEngine.POSTGRESQL) {
            database.execute("ANALYZE");
            return;
        }
        for (String table :
                database.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")) {
            database.query("ANALYZE TABLE " + table);
        }
    }

    TestDatabase database() {
        return database;
    }

    RecordingSource recording() {
        return recording;
    }

    ConversationStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        pool.close();
        database.close();
    }
}
