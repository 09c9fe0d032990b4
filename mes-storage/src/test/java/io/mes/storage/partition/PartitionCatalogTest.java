package io.mes.storage.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.config.Engine;
import io.mes.storage.database.Database;
import io.mes.storage.database.OpenDatabase;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.row.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies which tables are taken for days, and how missing ones are made. */
@OnEveryEngine
@Timeout(60)
final class PartitionCatalogTest {

    private static final Partition DAY = new Partition(LocalDate.of(2026, 11, 22));

    private final TestEngine engine;

    private OpenDatabase database;

    @AfterEach
    void close() {
        database.close();
    }

    private PartitionCatalog catalog;

    PartitionCatalogTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        database = new OpenDatabase(engine);
        catalog = new PartitionCatalog(database.database());
    }

    private List<String> tables() throws SQLException {
        return database.tables();
    }

    @Test
    void shouldMakeTheTablesOfADayAndThoseOfTheCatalogue() throws SQLException {
        catalog.ensure(DAY);

        assertThat(tables())
                .containsExactly(
                        "conversation_histories_2026_11_22",
                        "error_conversation_histories_2026_11_22",
                        "mes_completions",
                        "mes_conversations",
                        "mes_daily_usage",
                        "mes_partitions",
                        "mes_replies");
        assertThat(catalog.isKnown(DAY)).isTrue();
        assertThat(catalog.isKnown(Partition.BASE)).isFalse();
    }

    @Test
    void shouldListPartitionsOldestFirstAndTheBaseTablesBeforeThem() throws SQLException {
        Partition earlier = new Partition(LocalDate.of(2025, 12, 31));
        Partition later = new Partition(LocalDate.of(2027, 1, 1));
        for (Partition partition : List.of(later, DAY, Partition.BASE, earlier)) {
            catalog.ensure(partition);
        }

        assertThat(catalog.list()).containsExactly(Partition.BASE, earlier, DAY, later);
    }

    @Test
    void shouldListNothingWhereNothingIs() throws SQLException {
        assertThat(catalog.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conversation_histories_2026_02_30",
                "conversation_histories_2026_13_01",
                "conversation_histories_0000_00_00",
                "conversation_histories_2026_2_3",
                "conversation_histories_2026_02_03_backup",
                "conversation_histories_2026_02_03 ",
                "conversation_histories_20260203",
                "conversation_histories_old",
                "conversation_historiesX2026_02_03",
                "conversationXhistories_2026_02_03",
                "Conversation_Histories_2026_02_03",
                "error_conversation_histories_2026_02_03",
                "my_conversation_histories_2026_02_03"
            })
    void shouldTakeNoOtherTableForADay(String name) throws SQLException {
        boolean mySql = engine.engine() == Engine.MYSQL;
        if (mySql && name.endsWith(" ")) {
            return; // No table can be called so there.
        }
        String quote = mySql ? "`" : "\"";
        database.execute("CREATE TABLE " + quote + name + quote + " (id INTEGER)");

        assertThat(catalog.list()).isEmpty();
    }

    @Test
    void shouldTakeNeitherViewsNorTemporaryTablesForDays() throws SQLException {
        database.execute("CREATE VIEW conversation_histories_2026_02_03 AS SELECT 1 AS id");
        database.execute("CREATE TEMPORARY TABLE conversation_histories_2026_02_04 (id INTEGER)");

        assertThat(catalog.list()).isEmpty();
    }

    @Test
    void shouldNotLookIntoAnotherSchema() throws SQLException {
        try (OpenDatabase other = new OpenDatabase(engine);
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            if (engine == TestEngine.POSTGRESQL) {
                statement.execute("CREATE SCHEMA other");
                statement.execute("CREATE TABLE other.conversation_histories_2026_02_03 (id INTEGER)");
            } else if (engine == TestEngine.SQLITE) {
                String file = other.test().dsn().jdbcUrl().substring("jdbc:sqlite:".length());
                statement.execute("ATTACH DATABASE '" + file + "' AS other");
                statement.execute("CREATE TABLE other.conversation_histories_2026_02_03 (id INTEGER)");
            } else {
                other.execute("CREATE TABLE conversation_histories_2026_02_03 (id INTEGER)");
            }
            Database seeing = new Database(new SingleConnection(connection), database.dialect());

            assertThat(new PartitionCatalog(seeing).list()).isEmpty();
        }
    }

    @Test
    void shouldKnowBaseTablesThatAreThereAlready() throws SQLException {
        database.execute(database.dialect().createMessages(Partition.BASE));
        database.execute(database.dialect().createErrors(Partition.BASE));
        catalog.ensure(DAY);

        assertThat(catalog.isKnown(Partition.BASE)).isTrue();
    }

    @Test
    void shouldMakeAnewWhatWasDroppedOnceItIsForgotten() throws SQLException {
        catalog.ensure(DAY);
        database.execute("DROP TABLE conversation_histories_2026_11_22");
        database.execute("DROP TABLE mes_daily_usage");
        catalog.ensure(DAY);
        assertThat(tables()).hasSize(5);

        catalog.forget();
        assertThat(catalog.isKnown(DAY)).isFalse();
        catalog.ensure(DAY);
        assertThat(tables()).hasSize(7);
    }

    /** The base tables were found at the start; nobody writes to them who could find them again. */
    @Test
    void shouldFindTheBaseTablesAgainAfterForgetting() throws SQLException {
        catalog.ensure(Partition.BASE);
        catalog.forget();
        catalog.ensure(DAY);

        assertThat(catalog.isKnown(Partition.BASE)).isTrue();
    }

    @Test
    void shouldLetSeveralGatewaysMakeTheSameTablesAtOnce() throws Exception {
        int gateways = 8;
        ExecutorService threads = Executors.newFixedThreadPool(gateways);
        try {
            Callable<Boolean> gateway = () -> {
                PartitionCatalog its = new PartitionCatalog(database.database());
                its.ensure(DAY);
                its.ensure(Partition.BASE);
                return its.isKnown(DAY);
            };
            List<Callable<Boolean>> all =
                    IntStream.range(0, gateways).mapToObj(i -> gateway).toList();
            for (Future<Boolean> done : threads.invokeAll(all)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(catalog.list()).containsExactly(Partition.BASE, DAY);
    }

    @Test
    void shouldNotKnowWhatCouldNotBeMade() throws SQLException {
        // A view of the day's name is in the way.
        database.execute("CREATE VIEW conversation_histories_2026_11_22 AS SELECT 1 AS id");

        assertThatThrownBy(() -> catalog.ensure(DAY)).isInstanceOf(SQLException.class);
        assertThat(catalog.isKnown(DAY)).isFalse();
        database.execute("DROP VIEW conversation_histories_2026_11_22");
        catalog.ensure(DAY);
        assertThat(catalog.list()).containsExactly(DAY);
    }
}
