package io.mes.storage.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies pages of a conversation whose rows lie in several partitions. */
@OnEveryEngine
@Timeout(60)
final class MessageReaderTest {

    private static final ConversationKey KEY = new ConversationKey(1, "c");
    private static final Partition OLD = Rows.day("2026-11-20");
    private static final Partition NEW = Rows.day("2026-11-22");
    private static final List<Partition> PARTITIONS = List.of(Partition.BASE, OLD, NEW);

    /** Of a conversation that another MES wrote, and of which no thread is known. */
    private static final ConversationEntry ENTRY = Rows.entry(1, "c", 1, "", Partition.BASE, OLD, NEW);

    private final TestEngine engine;

    private Rows rows;
    private MessageReader reader;

    MessageReaderTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void fill() throws SQLException {
        rows = new Rows(engine);
        reader = new MessageReader(rows.database.database());
        int id = 0;
        for (Partition partition : PARTITIONS) {
            rows.tables(partition);
            for (int i = 0; i < 3; i++) {
                rows.message(1, "c", partition, "x-" + id, "said " + id);
                rows.message(2, "c", partition, "foreign-" + id, "secret");
                rows.message(1, "d", partition, "other-" + id, "elsewhere");
                id++;
            }
        }
    }

    @AfterEach
    void close() throws SQLException {
        rows.close();
    }

    private static List<String> ids(Iterable<StoredMessage> messages) {
        List<String> ids = new ArrayList<>();
        messages.forEach(message -> ids.add(message.messageId()));
        return ids;
    }

    private Page<StoredMessage> page(int limit, String after) throws SQLException {
        return reader.page(ENTRY, new MessageQuery(limit, after, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 8, 9, 1000})
    void shouldPageThroughPartitionsOldestFirst(int limit) throws SQLException {
        List<String> found = new ArrayList<>();
        String after = null;
        do {
            Page<StoredMessage> page = page(limit, after);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit).isNotEmpty();
            found.addAll(ids(page.items()));
            after = page.next();
        } while (after != null);

        assertThat(found).containsExactly("x-0", "x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8");
    }

    @Test
    void shouldAskOnlyPartitionsThatTheCatalogueNames() throws SQLException {
        ConversationEntry entry = Rows.entry(1, "c", 1, "", OLD);

        assertThat(ids(reader.page(entry, new MessageQuery(100, null, false)).items()))
                .containsExactly("x-3", "x-4", "x-5");
    }

    @Test
    void shouldReadPastAPartitionThatWasDropped() throws SQLException {
        String next = page(4, null).next();
        rows.database.execute("DROP TABLE " + OLD.table("conversation_histories"));

        assertThat(ids(page(100, null).items())).containsExactly("x-0", "x-1", "x-2", "x-6", "x-7", "x-8");
        assertThat(ids(page(100, next).items())).containsExactly("x-6", "x-7", "x-8");
        assertThat(reader.find(KEY, PARTITIONS, List.of("x-4", "x-7"))).containsOnlyKeys("x-7");
    }

    @Test
    void shouldShowContextOnlyWhereEverythingIsAskedFor() throws SQLException {
        rows.message(1, "c", NEW, "x-9", "system prompt", "{\"mes\":{\"context\":true}}");

        assertThat(ids(page(100, null).items())).doesNotContain("x-9").hasSize(9);
        assertThat(ids(reader.page(ENTRY, new MessageQuery(100, null, true)).items()))
                .contains("x-9")
                .hasSize(10);
    }

    @Test
    void shouldFindMessagesInTheOrderAskedFor() throws SQLException {
        assertThat(reader.find(KEY, PARTITIONS, List.of("x-7", "x-0", "nowhere", "foreign-1", "other-2", "x-3"))
                        .keySet())
                .containsExactly("x-7", "x-0", "x-3");
        assertThat(reader.find(KEY, PARTITIONS, List.of())).isEmpty();
        assertThat(reader.find(KEY, List.of(), List.of("x-0"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"x-2,x-6,x-2 x-3 x-4 x-5 x-6", "-,x-1,x-0 x-1", "x-8,x-9,x-8"})
    void shouldFindMessagesBetweenTwoIds(String first, String last, String ids) throws SQLException {
        assertThat(reader.between(KEY, PARTITIONS, first, last).keySet()).containsExactly(ids.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "x-0",
                "20260230-1",
                "20261122-",
                "lead-",
                "lead-x",
                "leader-1",
                "0-1;DROP TABLE x",
                "0-1_",
                "_20261122-1",
                "0-1_0-1",
                "lead-9999999999"
            })
    void shouldNameTheParameterOfAPlaceThatIsNone(String after) {
        assertThatThrownBy(() -> page(1, after))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("after"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lead-0", "lead-5", "lead-999999999", "0-0", "20200101-5", "0-0_20200101-5"})
    void shouldBeginAtTheBeginningForAPlaceBeforeIt(String after) throws SQLException {
        assertThat(ids(page(100, after).items()))
                .containsExactly("x-0", "x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-999999999999999999_20261122-999999999999999999", "0-999999999999999999_99991231-0"})
    void shouldHaveNothingBehindTheEnd(String after) throws SQLException {
        assertThat(page(100, after)).isEqualTo(new Page<>(List.of(), null));
    }
}
