package io.mes.storage.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ConversationStats;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.Page;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies lists of conversations and statistics. */
@OnEveryEngine
@Timeout(60)
final class ConversationReaderTest {

    private final TestEngine engine;

    private Rows rows;
    private ConversationReader reader;

    ConversationReaderTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws SQLException {
        rows = new Rows(engine);
        reader = new ConversationReader(rows.database.database(), new PartitionCatalog(rows.database.database()));
    }

    @AfterEach
    void close() throws SQLException {
        rows.close();
    }

    private List<String> ids(ConversationQuery query) throws SQLException {
        return ids(reader.list(1, query));
    }

    private static List<String> ids(Page<ConversationSummary> page) {
        return page.items().stream().map(ConversationSummary::conversationId).toList();
    }

    private static ConversationQuery after(int limit, String after) {
        return new ConversationQuery(limit, 0, after, null, null, null, null);
    }

    private static ConversationQuery between(String from, String to) {
        return new ConversationQuery(
                100,
                0,
                null,
                from == null ? null : Instant.parse(from),
                to == null ? null : Instant.parse(to),
                null,
                null);
    }

    @Test
    void shouldTellWhatTheCatalogueHolds() throws SQLException {
        rows.conversation(1, "c", 100, "title");

        assertThat(reader.list(1, ConversationQuery.newest(10, 0)))
                .isEqualTo(new Page<>(List.of(new ConversationSummary("c", "title", "m", 2, 10, 100, 100)), null));
    }

    @Test
    void shouldListEachUsersOwnNewestFirst() throws SQLException {
        rows.conversation(1, "old", 100, "");
        rows.conversation(1, "new", 300, "");
        rows.conversation(1, "middle", 200, "");
        rows.conversation(2, "foreign", 250, "");
        rows.conversation(2, "new", 400, "");

        assertThat(ids(ConversationQuery.newest(10, 0))).containsExactly("new", "middle", "old");
        assertThat(ids(reader.list(2, ConversationQuery.newest(10, 0)))).containsExactly("new", "foreign");
        assertThat(ids(reader.list(3, ConversationQuery.newest(10, 0)))).isEmpty();
    }

    @Test
    void shouldListNeitherDeletedConversationsNorThoseOfErrorsOnly() throws SQLException {
        rows.add(Rows.entry(1, "deleted", 100, "x").deleted(200_000));

        assertThat(ids(ConversationQuery.newest(10, 0))).isEmpty();
        assertThat(reader.find(new ConversationKey(1, "deleted"))).isNotNull();
        assertThat(reader.find(new ConversationKey(2, "deleted"))).isNull();
    }

    /** Seconds are coarse: many conversations share one, and none may be shown twice or never. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void shouldPageThroughConversationsOfTheSameSecond(int limit) throws SQLException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.conversation(1, "c" + i, 100 + i / 5, "");
            expected.add(0, "c" + i);
        }

        List<String> byCursor = new ArrayList<>();
        String after = null;
        do {
            Page<ConversationSummary> page = reader.list(1, after(limit, after));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit).isNotEmpty();
            byCursor.addAll(ids(page));
            after = page.next();
        } while (after != null);
        assertThat(byCursor).containsExactlyElementsOf(expected);

        List<String> byOffset = new ArrayList<>();
        for (int offset = 0; offset < 10; offset += limit) {
            byOffset.addAll(ids(ConversationQuery.newest(limit, offset)));
        }
        assertThat(byOffset).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", " ", "", "ü😀", "1 2", "%", "' OR 1=1"})
    void shouldGoOnBehindAnyId(String id) throws SQLException {
        rows.conversation(1, id, 100, "");
        rows.conversation(1, "older", 99, "");

        assertThat(ids(after(1, reader.list(1, after(1, null)).next()))).containsExactly("older");
    }

    @Test
    void shouldNotShowAgainWhatBecameNewBetweenTwoPages() throws SQLException {
        rows.conversation(1, "a", 300, "");
        rows.conversation(1, "b", 200, "");
        rows.conversation(1, "c", 100, "");
        String next = reader.list(1, after(2, null)).next();
        rows.database.execute("UPDATE mes_conversations SET updated_at = 400 WHERE conversation_id = 'b'");
        rows.conversation(1, "d", 500, "");

        assertThat(ids(after(2, next))).containsExactly("c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "MTAw", "not base64!", "YSBi", "IA", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAgYw", "20261122-1"})
    void shouldNameTheParameterOfAPlaceThatIsNone(String after) {
        assertThatThrownBy(() -> reader.list(1, after(1, after)))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("after"))
                .hasMessage("after must be the \"next\" of an earlier page");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,-,late late2 early",
                "2026-11-22T10:00:00Z,-,late late2",
                "2026-11-22T10:00:01Z,-,late",
                "-,2026-11-22T10:00:00Z,early",
                "-,2026-11-22T10:00:00.001Z,late2 early",
                "-,2026-11-22T09:00:00Z,-",
                "2026-11-22T09:30:00Z,2026-11-22T10:00:00Z,-",
                "-1000000000-01-01T00:00:00Z,+1000000000-12-31T23:59:59.999999999Z,late late2 early"
            })
    void shouldBoundTheTime(String from, String to, String ids) throws SQLException {
        rows.conversation(1, "early", Instant.parse("2026-11-22T09:00:00Z").getEpochSecond(), "");
        rows.conversation(1, "late2", Instant.parse("2026-11-22T10:00:00Z").getEpochSecond(), "");
        rows.conversation(1, "late", Instant.parse("2026-11-22T10:00:01Z").getEpochSecond(), "");

        assertThat(ids(between(from, to))).containsExactly(ids == null ? new String[0] : ids.split(" "));
    }

    @Test
    void shouldSelectTheModelExactly() throws SQLException {
        rows.conversation(1, "a", 1, "");
        rows.database.execute("UPDATE mes_conversations SET model_name = 'gpt-4_x'");
        rows.conversation(1, "b", 2, "");

        assertThat(ids(new ConversationQuery(10, 0, null, null, null, "gpt-4_x", null)))
                .containsExactly("a");
        assertThat(ids(new ConversationQuery(10, 0, null, null, null, "gpt-4%", null)))
                .isEmpty();
    }

    @Test
    void shouldAddUpOnlyTheUsersOwnUsage() throws SQLException {
        rows.conversation(1, "c", 100, "");
        rows.add(Rows.entry(1, "deleted", 100, "x").deleted(200_000));
        rows.conversation(2, "c", 100, "");
        rows.usage(1, "2026-11-23", "b", 2, 20, 0);
        rows.usage(1, "2026-11-22", "a", 2, 5, 0);
        rows.usage(1, "2026-11-22", "c", 3, 0, 0);
        rows.usage(1, "2026-11-21", "tokens only", 0, 7, 9);
        rows.usage(2, "2026-11-22", "a", 1000, 1000, 1000);

        ConversationStats stats = reader.stats(1);
        assertThat(stats.totalConversations()).isEqualTo(1);
        assertThat(stats.totalMessages()).isEqualTo(7);
        assertThat(stats.totalTokens()).isEqualTo(32);
        assertThat(stats.modelsUsed()).containsExactly(Map.entry("c", 3L), Map.entry("a", 2L), Map.entry("b", 2L));
        assertThat(stats.dailyMessageCount()).containsExactly(Map.entry("2026-11-22", 5L), Map.entry("2026-11-23", 2L));
    }

    @Test
    void shouldHaveStatisticsOfAUserWhoNeverSaidAnything() throws SQLException {
        assertThat(reader.stats(1)).isEqualTo(new ConversationStats(0, 0, 0, Map.of(), Map.of()));
    }
}
