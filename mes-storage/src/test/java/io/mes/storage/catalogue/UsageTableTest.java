package io.mes.storage.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.database.OpenDatabase;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that usage adds up, whoever adds to it. */
@OnEveryEngine
@Timeout(60)
final class UsageTableTest {

    private static final UsageChange.Key KEY = new UsageChange.Key(1, "2026-11-22", "m");

    private final TestEngine engine;

    private OpenDatabase database;

    @AfterEach
    void close() {
        database.close();
    }

    private UsageTable table;

    UsageTableTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws SQLException {
        database = new OpenDatabase(engine);
        database.execute(database.dialect().createCatalogue());
        table = new UsageTable(database.dialect());
    }

    private static UsageChange change(UsageChange.Key key, long messages, long tokens, long errors) {
        UsageChange change = new UsageChange();
        change.add(key, new UsageChange.Count(messages, tokens, errors, 0));
        return change;
    }

    private void add(UsageChange change) throws SQLException {
        try (Connection connection = database.connect()) {
            table.add(connection, change);
        }
    }

    private void remove(UsageChange change) throws SQLException {
        try (Connection connection = database.connect()) {
            UsageChange less = new UsageChange();
            change.counts().forEach(less::remove);
            table.add(connection, less);
        }
    }

    private List<String> rows() throws SQLException {
        return database.rows(
                "SELECT user_id, day, model_name, messages, tokens, errors FROM mes_daily_usage ORDER BY user_id, day, model_name");
    }

    @Test
    void shouldMakeARowAndThenAddToIt() throws SQLException {
        add(change(KEY, 2, 10, 0));
        add(change(KEY, 3, 5, 1));

        assertThat(rows()).containsExactly("1|2026-11-22|m|5|15|1");
    }

    @Test
    void shouldTellUsersDaysAndModelsApart() throws SQLException {
        UsageChange change = new UsageChange();
        change.add(KEY, new UsageChange.Count(1, 0, 0, 0));
        change.add(new UsageChange.Key(2, KEY.day(), KEY.modelName()), new UsageChange.Count(2, 0, 0, 0));
        change.add(new UsageChange.Key(1, "2026-11-23", KEY.modelName()), new UsageChange.Count(3, 0, 0, 0));
        change.add(new UsageChange.Key(1, KEY.day(), "M"), new UsageChange.Count(4, 0, 0, 0));
        change.add(new UsageChange.Key(1, KEY.day(), ""), new UsageChange.Count(5, 0, 0, 0));
        change.add(KEY, new UsageChange.Count(10, 0, 0, 0));
        add(change);

        assertThat(rows())
                .containsExactly(
                        "1|2026-11-22||5|0|0",
                        "1|2026-11-22|M|4|0|0",
                        "1|2026-11-22|m|11|0|0",
                        "1|2026-11-23|m|3|0|0",
                        "2|2026-11-22|m|2|0|0");
    }

    @Test
    void shouldCountMoreThanAnIntHolds() throws SQLException {
        add(change(KEY, 1, 3_000_000_000L, 0));
        add(change(KEY, 1, 3_000_000_000L, 0));

        assertThat(rows()).containsExactly("1|2026-11-22|m|2|6000000000|0");
    }

    @Test
    void shouldAddNothingWhereNothingChanged() throws SQLException {
        add(new UsageChange());
        remove(new UsageChange());

        assertThat(rows()).isEmpty();
    }

    @Test
    void shouldTakeAwayWhatIsDeletedAndKeepWhatRemains() throws SQLException {
        add(change(KEY, 5, 15, 1));
        remove(change(KEY, 2, 10, 0));

        assertThat(rows()).containsExactly("1|2026-11-22|m|3|5|1");
    }

    @Test
    void shouldTakeAwayRowsThatCountNothingAnyMore() throws SQLException {
        UsageChange.Key other = new UsageChange.Key(2, KEY.day(), KEY.modelName());
        add(change(KEY, 2, 10, 1));
        add(change(other, 2, 10, 1));
        remove(change(KEY, 2, 10, 1));

        assertThat(rows()).containsExactly("2|2026-11-22|m|2|10|1");
    }

    @Test
    void shouldKeepARowThatStillCountsTokensOnly() throws SQLException {
        add(change(KEY, 2, 30, 0));
        remove(change(KEY, 2, 10, 0));

        assertThat(rows()).containsExactly("1|2026-11-22|m|0|20|0");
    }

    @Test
    void shouldLoseNothingWhereSeveralGatewaysAddToTheSameRow() throws Exception {
        int gateways = 4;
        int additions = 50;
        ExecutorService threads = Executors.newFixedThreadPool(gateways);
        try {
            Callable<Boolean> gateway = () -> {
                for (int i = 0; i < additions; i++) {
                    add(change(KEY, 1, 2, 3));
                }
                return true;
            };
            List<Callable<Boolean>> all =
                    IntStream.range(0, gateways).mapToObj(i -> gateway).toList();
            for (Future<Boolean> done : threads.invokeAll(all)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(rows()).containsExactly("1|2026-11-22|m|200|400|600");
    }

    @Test
    void shouldListChangesInTheOrderInWhichEveryGatewayLocksThem() {
        UsageChange change = new UsageChange();
        List<UsageChange.Key> ordered = List.of(
                new UsageChange.Key(1, "2026-11-21", "z"),
                new UsageChange.Key(1, "2026-11-22", "a"),
                new UsageChange.Key(1, "2026-11-22", "b"),
                new UsageChange.Key(2, "2026-11-21", "a"));
        for (int i = ordered.size() - 1; i >= 0; i--) {
            change.add(ordered.get(i), new UsageChange.Count(i, 0, 0, 0));
        }

        assertThat(change.counts().keySet()).containsExactlyElementsOf(ordered);
    }
}
