package io.mes.storage.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.Page;
import io.mes.storage.query.StoredError;
import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies lists of errors across days. */
@OnEveryEngine
@Timeout(60)
final class ErrorReaderTest {

    private static final String OLD = "2026-11-20";
    private static final String NEW = "2026-11-22";

    private final TestEngine engine;

    private Rows rows;
    private PartitionCatalog partitions;
    private ErrorReader reader;

    ErrorReaderTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws SQLException {
        rows = new Rows(engine);
        partitions = new PartitionCatalog(rows.database.database());
        reader = new ErrorReader(rows.database.database(), partitions);
    }

    @AfterEach
    void close() throws SQLException {
        rows.close();
    }

    /** Errors of one user in base tables and two days; of another in between. */
    private void fill() throws SQLException {
        rows.tables(Partition.BASE);
        for (String day : List.of(OLD, NEW)) {
            rows.tables(Rows.day(day));
            rows.usage(1, day, "m", 0, 0, 3);
            rows.usage(2, day, "m", 0, 0, 1);
        }
        partitions.ensure(Rows.day(NEW));
        for (int i = 0; i < 3; i++) {
            rows.error(1, "c", Partition.BASE, "base" + i);
            rows.error(1, "c", Rows.day(OLD), "old" + i);
            rows.error(2, "c", Rows.day(NEW), "foreign" + i);
            rows.error(1, "c", Rows.day(NEW), "new" + i);
        }
    }

    private static List<String> ids(Page<StoredError> page) {
        return page.items().stream().map(error -> error.message().messageId()).toList();
    }

    @Test
    void shouldTellWhatTheRowHolds() throws SQLException {
        fill();
        StoredError newest = reader.list(1, new ErrorQuery(1, null)).items().get(0);

        assertThat(newest.message().toJson()).isEqualTo("{\"role\":\"user\",\"content\":\"said new2\"}");
        assertThat(newest.conversationId()).isEqualTo("c");
        assertThat(newest.createdAt()).isEqualTo(7);
        assertThat(newest.errorCode()).isEqualTo(503);
        assertThat(newest.errorMessage()).isEqualTo("no new2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 8, 9, 100})
    void shouldPageThroughDaysNewestFirstAndThenTheBaseTables(int limit) throws SQLException {
        fill();
        List<String> found = new ArrayList<>();
        String after = null;
        do {
            Page<StoredError> page = reader.list(1, new ErrorQuery(limit, after));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit).isNotEmpty();
            found.addAll(ids(page));
            after = page.next();
        } while (after != null);

        assertThat(found).containsExactly("new2", "new1", "new0", "old2", "old1", "old0", "base2", "base1", "base0");
    }

    @Test
    void shouldShowNobodyElsesErrors() throws SQLException {
        fill();

        assertThat(ids(reader.list(2, new ErrorQuery(100, null)))).containsExactly("foreign2", "foreign1", "foreign0");
        assertThat(ids(reader.list(3, new ErrorQuery(100, null)))).isEmpty();
    }

    @Test
    void shouldReadPastADayThatWasDropped() throws SQLException {
        fill();
        String next = reader.list(1, new ErrorQuery(2, null)).next();
        rows.database.execute("DROP TABLE error_conversation_histories_2026_11_22");

        assertThat(ids(reader.list(1, new ErrorQuery(2, null)))).containsExactly("old2", "old1");
        assertThat(ids(reader.list(1, new ErrorQuery(2, next)))).containsExactly("old2", "old1");
    }

    @Test
    void shouldGoOnWhereNewErrorsCameInBetween() throws SQLException {
        fill();
        String next = reader.list(1, new ErrorQuery(2, null)).next();
        rows.error(1, "c", Rows.day(NEW), "newer");

        assertThat(ids(reader.list(1, new ErrorQuery(2, next)))).containsExactly("new0", "old2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "20261122",
                "20261122-",
                "-1",
                "20261122-x",
                "20260230-1",
                "2026-11-22-1",
                "20261122--1",
                "20261122-1234567890123456789",
                "20261122-1 ",
                "1-1",
                "lead",
                "Lead-1"
            })
    void shouldNameTheParameterOfAPlaceThatIsNone(String after) {
        assertThatThrownBy(() -> reader.list(1, new ErrorQuery(1, after)))
                .isInstanceOfSatisfying(
                        InvalidQueryException.class,
                        e -> assertThat(e.parameter()).isEqualTo("after"))
                .hasMessage("after must be the \"next\" of an earlier page");
    }
}
