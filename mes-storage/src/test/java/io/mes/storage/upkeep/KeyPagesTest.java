package io.mes.storage.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.config.Engine;
import io.mes.storage.database.OpenDatabase;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that no page of conversations costs more the more stands before it. */
@OnEveryEngine
@Timeout(120)
final class KeyPagesTest {

    private static final int CONVERSATIONS = 10_000;
    private static final long FIRST_MOMENT = 1_700_000_000;
    private static final int PAGE = 10;

    private static final Pattern READ_IN_VAIN = Pattern.compile("Rows Removed by Filter: \\d{2,}|Seq Scan");

    private final OpenDatabase database;
    private final KeyPages pages;

    KeyPagesTest(TestEngine engine) {
        this.database = new OpenDatabase(engine);
        this.pages = new KeyPages(database.dialect());
    }

    /** Of a single user, as where nobody says who asks. */
    @BeforeEach
    void fill() throws SQLException {
        database.execute(database.dialect().createMessages(Partition.BASE));
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + Tables.MESSAGES
                        + " (user_id, created_at, updated_at, conversation_id, message_id, role, content)"
                        + " VALUES (0, ?, 0, ?, ?, 'user', 'said')")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < CONVERSATIONS; i++) {
                insert.setLong(1, FIRST_MOMENT + i);
                insert.setString(2, conversation(i));
                insert.setString(3, "m" + i);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
        boolean mySql = database.dialect().engine() == Engine.MYSQL;
        database.execute((mySql ? "ANALYZE TABLE " : "ANALYZE ") + Tables.MESSAGES);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static String conversation(int number) {
        return "c%05d".formatted(number);
    }

    private interface Question {
        List<ConversationKey> ask(Connection connection) throws SQLException;
    }

    /** What a question finds; its statement is noted. */
    private List<ConversationKey> ask(Question question, AtomicReference<@Nullable String> statement)
            throws SQLException {
        WatchedSource source = new WatchedSource(database.test().dataSource(), statement::set);
        try (Connection connection = source.source().getConnection()) {
            return question.ask(connection);
        }
    }

    private void assertReadsOnlyThat(@Nullable String sql, List<Object> values) throws SQLException {
        assertThat(sql).isNotNull();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            switch (database.dialect().engine()) {
                case POSTGRESQL ->
                    assertThat(planOnPostgres(statement, sql, values)).doesNotContainPattern(READ_IN_VAIN);
                case SQLITE ->
                    assertThat(text(statement, "EXPLAIN QUERY PLAN " + withValues(sql, values)))
                            .containsPattern("SEARCH .*(conversation_id\\)>\\(\\?,\\?\\)|created_at<\\?)");
                default ->
                    assertThat(rowsReadOnMySql(statement, withValues(sql, values)))
                            .isLessThan(CONVERSATIONS / 10);
            }
        }
    }

    private static String planOnPostgres(Statement statement, String sql, List<Object> values) throws SQLException {
        AtomicInteger number = new AtomicInteger();
        String numbered = Pattern.compile("\\?").matcher(sql).replaceAll(match -> "\\$" + number.incrementAndGet());
        String types = values.isEmpty() ? "" : " (bigint, bigint, varchar)";
        statement.execute("PREPARE asked" + types + " AS " + numbered);
        String execute = withValues(values.isEmpty() ? "asked" : "asked (?, ?, ?)", values);
        return text(statement, "EXPLAIN ANALYZE EXECUTE " + execute);
    }

    private static int rowsReadOnMySql(Statement statement, String sql) throws SQLException {
        statement.execute("FLUSH STATUS");
        text(statement, sql);
        int read = 0;
        try (ResultSet rows = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
            while (rows.next()) {
                read += rows.getInt(2);
            }
        }
        return read;
    }

    private static String withValues(String sql, List<Object> values) {
        String written = sql;
        for (Object value : values) {
            written = written.replaceFirst("\\?", value instanceof String ? "'" + value + "'" : value.toString());
        }
        return written;
    }

    private static String text(Statement statement, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            int last = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                lines.add(rows.getString(last));
            }
        }
        return String.join("\n", lines);
    }

    @Test
    void shouldReadNothingBeforeAPage() throws SQLException {
        ConversationKey behind = new ConversationKey(0, conversation(CONVERSATIONS - 21));
        AtomicReference<@Nullable String> statement = new AtomicReference<>();

        assertThat(ask(connection -> pages.behind(connection, Tables.MESSAGES, behind, PAGE), statement))
                .hasSize(PAGE)
                .first()
                .isEqualTo(new ConversationKey(0, conversation(CONVERSATIONS - 20)));
        assertReadsOnlyThat(statement.get(), List.of(0, 0, behind.conversationId()));
    }

    /** Retention asks until there are none. */
    @Test
    void shouldReadNothingThatIsNotOld() throws SQLException {
        AtomicReference<@Nullable String> statement = new AtomicReference<>();

        assertThat(ask(connection -> pages.before(connection, Tables.MESSAGES, FIRST_MOMENT + 2, PAGE), statement))
                .containsExactlyInAnyOrder(
                        new ConversationKey(0, conversation(0)), new ConversationKey(0, conversation(1)));
        assertThat(statement.get()).doesNotContain("?");
        assertReadsOnlyThat(statement.get(), List.of());
    }
}
