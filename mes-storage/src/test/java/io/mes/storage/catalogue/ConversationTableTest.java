package io.mes.storage.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mes.storage.database.OpenDatabase;
import io.mes.storage.dialect.Failure;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.row.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies entries on their way to the database and back. */
@OnEveryEngine
@Timeout(60)
final class ConversationTableTest {

    private final TestEngine engine;

    private OpenDatabase database;

    @AfterEach
    void close() {
        database.close();
    }

    private ConversationTable table;

    ConversationTableTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws SQLException {
        database = new OpenDatabase(engine);
        database.execute(database.dialect().createCatalogue());
        table = new ConversationTable(database.dialect());
    }

    private static ConversationKey key(long user, String id) {
        return new ConversationKey(user, id);
    }

    private static ConversationEntry entry(ConversationKey key, long messages) {
        return new ConversationEntry(
                key,
                new EntryContent(
                        1,
                        2,
                        "2026-11-21",
                        "2026-11-22",
                        messages,
                        4,
                        "model",
                        "title",
                        List.of(Partition.BASE, new Partition(LocalDate.of(2026, 11, 22))),
                        List.of(new Partition(LocalDate.of(2026, 11, 21)))),
                "thread",
                null);
    }

    private void save(ConversationEntry entry, Set<ConversationKey> existing) throws SQLException {
        try (Connection connection = database.connect()) {
            table.save(connection, List.of(entry), existing);
        }
    }

    private ConversationEntry find(ConversationKey key) throws SQLException {
        try (Connection connection = database.connect()) {
            return table.find(connection, key);
        }
    }

    @Test
    void shouldFindWhatItSaved() throws SQLException {
        ConversationEntry entry = entry(key(1, "c"), 3);
        save(entry, Set.of());

        assertThat(find(key(1, "c"))).isEqualTo(entry);
    }

    @Test
    void shouldFindTheBareFactOfADeletion() throws SQLException {
        save(entry(key(1, "c"), 3), Set.of());
        save(entry(key(1, "c"), 3).deleted(1_234_567_890_123L), Set.of(key(1, "c")));

        assertThat(find(key(1, "c"))).isEqualTo(entry(key(1, "c"), 3).deleted(1_234_567_890_123L));
        assertThat(database.rows("SELECT COUNT(*) FROM mes_conversations")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "C", "c ", "' OR 1=1 --", "ü😀", "%", "_", "a\\b", "a\nb"})
    void shouldTellUsersAndIdsApart(String id) throws SQLException {
        List<ConversationKey> keys = List.of(key(1, id), key(2, id), key(1, id + "x"), key(-1, id), key(0, "x" + id));
        for (int i = 0; i < keys.size(); i++) {
            save(entry(keys.get(i), i), Set.of());
        }

        for (int i = 0; i < keys.size(); i++) {
            assertThat(find(keys.get(i)).messageCount()).isEqualTo(i);
        }
        assertThat(find(key(3, id))).isNull();
        save(entry(keys.get(1), 99), Set.of(keys.get(1)));
        assertThat(find(keys.get(0)).messageCount()).isZero();
        assertThat(find(keys.get(1)).messageCount()).isEqualTo(99);
    }

    @Test
    void shouldLockMoreThanOneQueryHolds() throws SQLException {
        List<ConversationEntry> entries = IntStream.range(0, 250)
                .mapToObj(i -> entry(key(i % 3, "c" + i), i))
                .toList();
        try (Connection connection = database.connect()) {
            table.save(connection, entries, Set.of());
            List<ConversationKey> asked =
                    IntStream.range(0, 300).mapToObj(i -> key(i % 3, "c" + i)).toList();
            Map<ConversationKey, ConversationEntry> found = table.lock(connection, asked);

            assertThat(found.values()).containsExactlyInAnyOrderElementsOf(entries);
            assertThat(List.copyOf(found.keySet())).isSorted();
        }
    }

    @Test
    void shouldLockNothingWhenNothingIsAskedFor() throws SQLException {
        try (Connection connection = database.connect()) {
            assertThat(table.lock(connection, List.of())).isEmpty();
            table.save(connection, List.of(), Set.of());
        }
    }

    @Test
    void shouldLockAKeyOnceThatIsNamedTwice() throws SQLException {
        save(entry(key(1, "c"), 3), Set.of());
        try (Connection connection = database.connect()) {
            assertThat(table.lock(connection, List.of(key(1, "c"), key(1, "d"), key(1, "c"))))
                    .containsOnlyKeys(key(1, "c"));
        }
    }

    @Test
    void shouldSaveSomeThatAreNewAndSomeThatAreNot() throws SQLException {
        save(entry(key(1, "old"), 1), Set.of());
        try (Connection connection = database.connect()) {
            table.save(
                    connection,
                    List.of(entry(key(1, "new"), 2), entry(key(1, "old"), 3), entry(key(2, "new"), 4)),
                    Set.of(key(1, "old")));
        }

        assertThat(database.rows("SELECT user_id, conversation_id, message_count FROM mes_conversations"
                        + " ORDER BY message_count"))
                .containsExactly("1|new|2", "1|old|3", "2|new|4");
    }

    /** Both looked, neither found it, both insert: the second must learn that it is to look again. */
    @Test
    void shouldTellTheSecondOfTwoGatewaysThatTheConversationIsThere() throws SQLException {
        save(entry(key(1, "c"), 1), Set.of());
        SQLException e = catchThrowableOfType(SQLException.class, () -> save(entry(key(1, "c"), 2), Set.of()));

        assertThat(database.dialect().classify(e)).isEqualTo(Failure.DUPLICATE);
        assertThat(find(key(1, "c")).messageCount()).isEqualTo(1);
    }

    @Test
    void shouldSeeNothingOfATransactionThatIsRolledBack() throws SQLException {
        try (Connection writer = database.connect()) {
            writer.setAutoCommit(false);
            table.save(writer, List.of(entry(key(1, "c"), 1)), Set.of());
            assertThat(table.find(writer, key(1, "c"))).isNotNull();
            assertThat(find(key(1, "c"))).isNull();
            writer.rollback();
        }

        assertThat(find(key(1, "c"))).isNull();
    }

    @Test
    void shouldIgnoreDaysThatNobodyKnows() throws SQLException {
        save(entry(key(1, "c"), 1), Set.of());
        database.execute("UPDATE mes_conversations SET days = 'x,20260230,,20261122,0,20261122', error_days = ''");

        assertThat(find(key(1, "c")).partitions())
                .containsExactly(Partition.BASE, new Partition(LocalDate.of(2026, 11, 22)));
        assertThat(find(key(1, "c")).errorPartitions()).isEmpty();
    }
}
