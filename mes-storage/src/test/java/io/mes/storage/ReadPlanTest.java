package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.RecordingSource.Recorded;
import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.service.CompletionService;
import io.mes.storage.service.QueryService;
import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies by the plans of the database systems that no question reads a whole table, or a day it need not read. */
@OnEveryEngine
@Timeout(120)
final class ReadPlanTest {

    private static final long READER = FilledDatabase.READER;
    private static final String LONG = FilledDatabase.LONG;

    private static final Pattern TABLE = Pattern.compile("(?:error_)?conversation_histories(?:_\\d{4}_\\d{2}_\\d{2})?");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\?");

    /** Filled once for all tests, for it takes seconds. */
    private static final Map<TestEngine, FilledDatabase> FILLED = new EnumMap<>(TestEngine.class);

    private final TestEngine engine;
    private TestDatabase database;
    private RecordingSource recording;
    private ConversationStore store;

    ReadPlanTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void fill() throws SQLException {
        FilledDatabase filled = FILLED.get(engine);
        if (filled == null) {
            filled = new FilledDatabase(engine);
            FILLED.put(engine, filled);
        }
        database = filled.database();
        recording = filled.recording();
        store = filled.store();
    }

    @AfterAll
    static void drop() {
        FILLED.values().forEach(FilledDatabase::close);
        FILLED.clear();
    }

    /** What a question runs; at least one query. */
    private List<Recorded> recorded(Consumer<QueryService> question) {
        recording.take();
        question.accept(store.queries());
        List<Recorded> queries = recording.take();
        assertThat(queries).isNotEmpty();
        return queries;
    }

    private void assertIndexed(Consumer<QueryService> question) throws SQLException {
        assertIndexed(recorded(question));
    }

    private void assertIndexed(List<Recorded> queries) throws SQLException {
        for (Recorded query : queries) {
            assertThat(scans(query)).as("%s", query).isEmpty();
            assertThat(query.sql()).doesNotContain("OFFSET");
        }
    }

    /** Lines of the plan that read a whole table or index. */
    private List<String> scans(Recorded query) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement explain = explain(connection, query);
                ResultSet plan = explain.executeQuery()) {
            List<String> scans = new ArrayList<>();
            while (plan.next()) {
                String scan = scan(plan);
                if (scan != null) {
                    scans.add(scan);
                }
            }
            return scans;
        }
    }

    private PreparedStatement explain(Connection connection, Recorded query) throws SQLException {
        String sql = query.sql();
        if (engine == TestEngine.POSTGRESQL) {
            return explainPrepared(connection, query);
        }
        String explain = engine == TestEngine.SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
        PreparedStatement statement = connection.prepareStatement(explain + sql);
        for (int i = 0; i < query.parameters().size(); i++) {
            statement.setObject(i + 1, query.parameters().get(i));
        }
        return statement;
    }

    /** The plan depends on the types of the parameters only. */
    private static PreparedStatement explainPrepared(Connection connection, Recorded query) throws SQLException {
        int parameters = query.parameters().size();
        AtomicInteger number = new AtomicInteger();
        String sql = PLACEHOLDER.matcher(query.sql()).replaceAll(placeholder -> "\\$" + number.incrementAndGet());
        String types = query.parameters().stream()
                .map(value -> value instanceof Number ? "BIGINT" : "VARCHAR")
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PREPARE asked" + inBrackets(types) + " AS " + sql);
        }
        String nulls = String.join(", ", Collections.nCopies(parameters, "NULL"));
        return connection.prepareStatement("EXPLAIN EXECUTE asked" + inBrackets(nulls));
    }

    private static String inBrackets(String list) {
        return list.isEmpty() ? "" : " (" + list + ")";
    }

    private @Nullable String scan(ResultSet plan) throws SQLException {
        switch (database.engine()) {
            case SQLITE -> {
                String step = plan.getString("detail");
                return step.startsWith("SCAN") ? step : null;
            }
            case POSTGRESQL -> {
                String step = plan.getString(1);
                // Of a row a day, that is nothing to avoid.
                return step.contains("Seq Scan") && !step.contains("mes_partitions") ? step : null;
            }
            default -> {
                String type = String.valueOf(plan.getString("type")).toLowerCase(Locale.ROOT);
                String step = plan.getString("table") + " " + type + " " + plan.getString("key") + " "
                        + plan.getString("Extra");
                return type.equals("all") || type.equals("index") ? step : null;
            }
        }
    }

    private static List<String> tables(List<Recorded> queries) {
        return List.copyOf(new TreeSet<>(queries.stream()
                .map(Recorded::sql)
                .flatMap(sql -> TABLE.matcher(sql).results().map(MatchResult::group))
                .toList()));
    }

    private static ConversationQuery conversations(@Nullable String after) {
        return new ConversationQuery(10, 0, after, null, null, null, null);
    }

    @Test
    void shouldListConversationsByAnIndex() throws SQLException {
        String next = store.queries().conversations(READER, conversations(null)).next();
        assertThat(next).isNotNull();
        Instant from = Instant.parse("2026-11-23T00:00:00Z");

        assertIndexed(queries -> queries.conversations(READER, conversations(null)));
        assertIndexed(queries -> queries.conversations(READER, conversations(next)));
        assertIndexed(queries -> queries.conversations(
                READER, new ConversationQuery(10, 0, null, from, from.plusSeconds(86_400), null, null)));
        assertIndexed(
                queries -> queries.conversations(READER, new ConversationQuery(10, 0, null, null, null, "m", null)));
        assertIndexed(queries ->
                queries.conversations(READER, new ConversationQuery(10, 0, null, null, null, null, "question 1")));
        assertThat(tables(recorded(queries -> queries.conversations(READER, conversations(null)))))
                .isEmpty();
    }

    @Test
    void shouldSkipByCountingOnlyWhenAsked() {
        List<Recorded> asked = recorded(queries -> queries.conversations(READER, ConversationQuery.newest(10, 5)));

        assertThat(asked)
                .singleElement()
                .satisfies(query -> assertThat(query.sql()).contains("OFFSET"));
    }

    @Test
    void shouldReadMessagesByAnIndex() throws SQLException {
        for (boolean all : List.of(false, true)) {
            @Nullable String after = null;
            int pages = 0;
            do {
                MessageQuery page = new MessageQuery(3, after, all);
                assertIndexed(queries -> queries.messages(READER, LONG, page));
                after = store.queries().messages(READER, LONG, page).next();
            } while (after != null && ++pages < 100);
            assertThat(pages).isPositive();
        }
    }

    @Test
    void shouldReadOnlyDaysThatTheConversationHas() {
        MessageQuery page = new MessageQuery(100, null, false);

        assertThat(tables(recorded(queries -> queries.messages(READER, "late-26-3", page))))
                .containsExactly("conversation_histories_2026_11_26");
        assertThat(tables(recorded(queries -> queries.messages(READER, "early-3", page))))
                .containsExactly("conversation_histories_2026_11_22", "conversation_histories_2026_11_23");
    }

    @Test
    void shouldRebuildARequestByAnIndex() throws SQLException {
        Page<StoredMessage> page = store.queries().messages(READER, "early-3", new MessageQuery(100, null, true));
        String reply = page.items().get(page.items().size() - 1).messageId();

        List<Recorded> queries = recorded(service -> service.request(READER, "early-3", reply));
        assertIndexed(queries);
        assertThat(tables(queries))
                .isSubsetOf("conversation_histories_2026_11_22", "conversation_histories_2026_11_23");
    }

    private List<Recorded> recorded(ExportQuery export) throws IOException {
        recording.take();
        assertThat(store.transfer().export(export).writeTo(Writer.nullWriter())).isPositive();
        // Nobody goes on with a reply here, and of an empty table, reading all is the best plan.
        return recording.take().stream()
                .filter(query -> !query.sql().contains(" FROM mes_replies"))
                .toList();
    }

    /** One user's alone: everybody's would be all that there is. */
    @Test
    void shouldExportByAnIndex() throws Exception {
        Instant from = Instant.parse("2026-11-23T00:00:00Z");

        assertIndexed(recorded(new ExportQuery(READER, from, null, null, ExportFormat.MES)));
        assertIndexed(recorded(new ExportQuery(READER, from, null, "m", ExportFormat.OPENAI)));
    }

    /** Else each page would cost as much as all that comes behind it. */
    @Test
    void shouldWalkThroughConversationsInTheOrderOfAnIndex() throws Exception {
        Instant from = Instant.parse("2026-11-23T00:00:00Z");
        List<Recorded> walk = new ArrayList<>(recorded(new ExportQuery(null, from, null, null, ExportFormat.OPENAI)));
        walk.addAll(recorded(new ExportQuery(READER, from, null, null, ExportFormat.MES)));
        walk.removeIf(
                query -> !query.sql().startsWith("SELECT user_id, conversation_id, created_at FROM mes_conversations"));

        assertThat(walk).hasSizeGreaterThan(10);
        for (Recorded query : walk) {
            if (engine == TestEngine.POSTGRESQL) {
                // It sorts what little may come behind; of more it takes the first by the same index.
                assertThat(plan(query)).as("%s", query).contains("mes_conversations_pkey");
            } else {
                assertThat(plan(query)).as("%s", query).doesNotContain("TEMP B-TREE", "filesort");
            }
        }
    }

    /** The whole plan as one text. */
    private String plan(Recorded query) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement explain = explain(connection, query);
                ResultSet plan = explain.executeQuery()) {
            StringBuilder steps = new StringBuilder();
            while (plan.next()) {
                for (int i = 1; i <= plan.getMetaData().getColumnCount(); i++) {
                    steps.append(plan.getString(i)).append(' ');
                }
            }
            return steps.toString();
        }
    }

    @Test
    void shouldReadCompletionsByAnIndex() throws SQLException {
        CompletionService completions = store.completions();
        CompletionQuery newest = new CompletionQuery(10, null, true, null, List.of());
        String last = completions.list(READER, newest, Set.of()).items().get(9).id();
        CompletionQuery next = new CompletionQuery(10, last, true, null, List.of());
        CompletionQuery filtered =
                new CompletionQuery(10, last, true, "m", List.of(Map.entry("a", "1"), Map.entry("b", "2")));

        for (CompletionQuery query : List.of(newest, next, filtered)) {
            assertIndexed(recorded(service -> completions.list(READER, query, Set.of("tools"))));
        }
        assertIndexed(recorded(service -> completions.find(READER, last, Set.of("tools"))));
        assertThat(tables(recorded(service -> completions.list(READER, next, Set.of("tools")))))
                .containsExactly("conversation_histories_2026_11_26");
        assertThat(tables(recorded(service -> completions.list(READER, filtered, Set.of("tools")))))
                .isEmpty();
        assertThat(tables(recorded(service -> completions.find(READER, last, Set.of("tools")))))
                .containsExactly("conversation_histories_2026_11_26");
    }

    @Test
    void shouldAddUpByAnIndex() throws SQLException {
        assertIndexed(queries -> queries.stats(READER));
        assertThat(tables(recorded(queries -> queries.stats(READER)))).isEmpty();
    }

    @Test
    void shouldListErrorsByAnIndex() throws SQLException {
        long user = 3;
        String next = store.queries().errors(user, new ErrorQuery(5, null)).next();
        assertThat(next).isNotNull();

        assertIndexed(queries -> queries.errors(user, new ErrorQuery(5, null)));
        assertIndexed(queries -> queries.errors(user, new ErrorQuery(5, next)));
        assertThat(tables(recorded(queries -> queries.errors(user, new ErrorQuery(5, null)))))
                .containsExactly("error_conversation_histories_2026_11_26");
        assertThat(tables(recorded(queries -> queries.errors(READER, new ErrorQuery(5, null)))))
                .isEmpty();
    }

    @Test
    void shouldLookUpByAnIndexWhatIsWritten() throws SQLException {
        try (TestStore exchanges = new TestStore(database, new TickingClock("2026-11-22T12:00:00Z"))) {
            List<Exchange> written = Stream.of("early-1", "early-2", "early-3")
                    .map(conversation -> exchanges
                            .chat(READER, conversation, "a", "written " + conversation)
                            .build())
                    .toList();
            recording.take();
            // The second time their rows are there, so they are looked up.
            for (int time = 0; time < 2; time++) {
                written.forEach(store::offer);
                store.queries().stats(0);
            }
        }
        List<Recorded> queries = recording.take();

        assertThat(queries).anySatisfy(query -> assertThat(query.sql()).contains("mes_conversations"));
        assertThat(queries).anySatisfy(query -> assertThat(query.sql()).startsWith("SELECT message_id FROM"));
        assertIndexed(queries.stream()
                .filter(query ->
                        !query.sql().contains("pg_catalog") && !query.sql().contains("information_schema"))
                .filter(query -> !query.sql().contains("sqlite_master"))
                .toList());
    }
}
