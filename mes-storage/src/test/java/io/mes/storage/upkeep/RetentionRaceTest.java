package io.mes.storage.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.config.Engine;
import io.mes.storage.database.Database;
import io.mes.storage.database.OpenDatabase;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.Recount;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that nothing of a forgotten day stays, whatever another gateway is taking into the catalogue meanwhile. */
@OnEveryEngine
@Timeout(300)
final class RetentionRaceTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
    private static final LocalDate OLD = TODAY.minusDays(10);
    private static final int KEPT_DAYS = 3;

    /** More than the cataloguer takes at a time. */
    private static final int ROWS = 510;

    private static final Calendar CALENDAR = new Calendar(ZoneOffset.UTC, true);

    private final OpenDatabase database;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    RetentionRaceTest(TestEngine engine) {
        this.database = new OpenDatabase(engine);
    }

    @AfterEach
    void drop() {
        threads.shutdownNow();
        database.close();
    }

    /** A gateway, whose catalogue knows what the database says now. */
    private PartitionCatalog gateway(Database itsDatabase) throws SQLException {
        PartitionCatalog partitions = new PartitionCatalog(itsDatabase);
        partitions.ensure(Partition.BASE);
        return partitions;
    }

    private Database watched(WatchedSource.Watch watch) {
        return new Database(new WatchedSource(database.test().dataSource(), watch).source(), database.dialect());
    }

    /** Rows that another program left, old ones and new ones of the same conversations. */
    private void fill() throws SQLException {
        for (String table : database.tables()) {
            if (table.startsWith(Tables.MES) || table.contains(Tables.MESSAGES)) {
                database.execute("DROP TABLE " + table);
            }
        }
        for (Partition partition : List.of(Partition.BASE, new Partition(OLD))) {
            database.execute(database.dialect().createMessages(partition));
            database.execute(database.dialect().createErrors(partition));
        }
        insert(Tables.MESSAGES, ROWS);
        insert(Tables.ERRORS, 20);
        insert(new Partition(OLD).table(Tables.MESSAGES), 20);
    }

    private void insert(String table, int count) throws SQLException {
        boolean isDay = !table.equals(Tables.MESSAGES) && !table.equals(Tables.ERRORS);
        try (Connection connection = database.test().connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                        + " (user_id, created_at, conversation_id, message_id, role, content, model_name, total_tokens"
                        + (table.startsWith(Tables.MESSAGES) ? ", updated_at" : ", error_code")
                        + ") VALUES (1, ?, ?, ?, 'user', 'said', 'm', 3, 0)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < count; i++) {
                LocalDate day = isDay || i % 3 == 0 ? OLD : TODAY.minusDays(1);
                // Some have only old rows, some only new ones, and one of each comes late.
                String conversation = i > count - 5 ? "late" + i : "c" + (i % 3 == 0 ? i % 2 : i % 5);
                insert.setLong(1, CALENDAR.startOf(day) + i);
                insert.setString(2, conversation);
                insert.setString(3, table + i);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    /** Stops the cataloguer between its steps, one after the other, until retention has done what it can. */
    @Test
    void shouldForgetWhatIsBeingCatalogued() throws Exception {
        boolean stopped = true;
        for (int step = 0; stopped; step++) {
            fill();
            stopped = retainBefore(step);
            assertForgotten("step " + step);
        }
    }

    /** Whether the cataloguer came to that statement at all. */
    private boolean retainBefore(int step) throws Exception {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        CountDownLatch isStopped = new CountDownLatch(1);
        AtomicBoolean holdsLocks = new AtomicBoolean();
        int[] left = {step};
        boolean[] watching = {false};
        Database cataloguing = watched(statement -> {
            if (watching[0] && isWorthStopping(statement) && left[0]-- == 0) {
                holdsLocks.set(!statement.equals(WatchedSource.BEGIN));
                isStopped.countDown();
                mayGoOn.await();
            }
        });
        Database retaining = watched(statement -> {
            if (holdsLocks.get() && mayHaveToWait(statement)) {
                mayGoOn.countDown();
            }
        });
        LegacyCataloguer cataloguer = new LegacyCataloguer(cataloguing, gateway(cataloguing), CALENDAR);
        Retention retention = new Retention(retaining, gateway(database.database()), CALENDAR, KEPT_DAYS);
        watching[0] = true;
        Future<Boolean> catalogued = threads.submit(() -> {
            cataloguer.run(() -> false);
            isStopped.countDown();
            return true;
        });
        isStopped.await();
        boolean stopped = left[0] < 0;
        Future<Boolean> retained = threads.submit(telling(mayGoOn, retention));
        retained.get();
        catalogued.get();
        return stopped;
    }

    private static Callable<Boolean> telling(CountDownLatch done, Retention retention) {
        return () -> {
            try {
                retention.run(TODAY);
                return true;
            } finally {
                done.countDown();
            }
        };
    }

    /** Before a transaction, and when it has read rows; on SQLite nothing can happen beside it then. */
    private boolean isWorthStopping(String statement) {
        boolean locksEntries = statement.startsWith("SELECT") && statement.contains(Tables.CONVERSATIONS);
        return statement.equals(WatchedSource.BEGIN)
                || (locksEntries && database.dialect().engine() != Engine.SQLITE);
    }

    /** Whether a statement may have to wait for the transaction of the other gateway. */
    private boolean mayHaveToWait(String statement) {
        return statement.contains(Tables.PARTITIONS)
                && statement.endsWith(database.dialect().forUpdate());
    }

    private void assertForgotten(String when) throws SQLException {
        PartitionCatalog partitions = gateway(database.database());
        new LegacyCataloguer(database.database(), partitions, CALENDAR).run(() -> false);
        String oldest = TODAY.minusDays(KEPT_DAYS).toString();

        assertThat(database.rows("SELECT * FROM mes_daily_usage WHERE day < '" + oldest + "'"))
                .as(when)
                .isEmpty();
        assertThat(database.rows("SELECT id FROM conversation_histories WHERE created_at < "
                        + CALENDAR.startOf(TODAY.minusDays(KEPT_DAYS))))
                .as(when)
                .isEmpty();
        assertThat(partitions.list()).as(when).containsExactly(Partition.BASE);
        Recount recount = new Recounter(database.database(), partitions, CALENDAR, false).run(false);
        assertThat(recount.wrongConversations()).as(when).isZero();
        assertThat(recount.wrongUsage()).as(when).isZero();
        assertThat(recount.conversations()).as(when).isPositive();
    }

    /** A host application may hand over connections that see everything as it was at their first question. */
    @Test
    void shouldCountWhatIsWrittenBeforeAnEntryIsLocked() throws Exception {
        fill();
        new LegacyCataloguer(database.database(), gateway(database.database()), CALENDAR).run(() -> false);
        boolean alone = database.dialect().engine() == Engine.SQLITE;
        AtomicBoolean written = new AtomicBoolean(alone);
        WatchedSource snapshots = new WatchedSource(ofSnapshots(), statement -> {
            boolean locks = statement.contains(Tables.CONVERSATIONS) && statement.endsWith(" FOR UPDATE");
            if (locks && !written.getAndSet(true)) {
                writeOneMore();
            }
        });
        Database dropping = new Database(snapshots.source(), database.dialect());

        new DayDropper(dropping, gateway(database.database()), CALENDAR).drop(new Partition(OLD));

        assertThat(written).isTrue();
        Recounter recounter = new Recounter(database.database(), gateway(database.database()), CALENDAR, false);
        assertThat(recounter.run(false).wrongConversations()).isZero();
    }

    private DataSource ofSnapshots() {
        int isolation = database.dialect().engine() == Engine.SQLITE
                ? Connection.TRANSACTION_SERIALIZABLE
                : Connection.TRANSACTION_REPEATABLE_READ;
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Connection connection = database.connect();
                    connection.setTransactionIsolation(isolation);
                    return connection;
                });
    }

    /** As another gateway does it. */
    private void writeOneMore() throws SQLException {
        long at = CALENDAR.startOf(TODAY.minusDays(1)) + 20;
        database.execute(List.of(
                "INSERT INTO conversation_histories (user_id, created_at, updated_at, conversation_id, message_id, role,"
                        + " content, model_name, total_tokens) VALUES (1, " + at
                        + ", 0, 'c0', 'one more', 'user', 'said', 'm', 3)",
                "UPDATE mes_conversations SET message_count = message_count + 1, total_tokens = total_tokens + 3"
                        + " WHERE conversation_id = 'c0'"));
    }
}
