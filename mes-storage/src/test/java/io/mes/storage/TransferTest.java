package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.Imported;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.redact.Redactor;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.transfer.ConversationImport;
import io.mes.storage.transfer.ImportProblem;
import io.mes.storage.transfer.ImportReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that what is exported from one database and imported into another is the same there in every respect. */
@OnEveryEngine
@Timeout(120)
final class TransferTest {

    private static final String TOOLS = "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\""
            + "d".repeat(300) + "\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]";
    private static final String CATALOGUE =
            "SELECT * FROM mes_conversations WHERE deleted_at IS NULL ORDER BY user_id, conversation_id";
    private static final String REPLIES =
            "SELECT * FROM mes_replies WHERE line_length >= 0 ORDER BY user_id, conversation_id, fingerprint";
    private static final String STATISTICS =
            "SELECT user_id, day, model_name, messages, tokens - unstored_tokens, errors"
                    + " FROM mes_daily_usage ORDER BY user_id, day, model_name";

    private final TestDatabase sourceDatabase;
    private final TestDatabase targetDatabase;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private final TickingClock later = new TickingClock("2027-01-05T00:00:00Z");
    private TestStore source;
    private TestStore target;

    TransferTest(TestEngine engine) {
        this.sourceDatabase = TestDatabase.create(engine);
        this.targetDatabase = TestDatabase.create(engine);
    }

    @BeforeEach
    void open() {
        source = new TestStore(sourceDatabase, clock);
        target = new TestStore(targetDatabase, later);
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
        sourceDatabase.close();
        targetDatabase.close();
    }

    private static String export(TestStore store, ExportQuery query) {
        StringWriter out = new StringWriter();
        try {
            long written = store.store().transfer().export(query).writeTo(out);
            assertThat(out.toString().lines().count()).isEqualTo(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static String export(TestStore store) {
        return export(store, ExportQuery.EVERYTHING);
    }

    private ImportReport load(TestStore store, @Nullable Long user, byte[] file, Consumer<ImportProblem> problems) {
        try {
            return new ConversationImport(store.store().transfer()::store, user, later.instant())
                    .read(new ByteArrayInputStream(file), problems);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ImportReport load(TestStore store, String file) {
        return load(store, null, file.getBytes(StandardCharsets.UTF_8), problem -> {
            throw new AssertionError(problem);
        });
    }

    private void regenerateAndEdit() {
        source.offer(source.chat(1, "c", "a1", "q1"));
        source.offer(source.chat(1, "c", "a2", "q1", "a1", "q2"));
        source.offer(source.chat(1, "c", "a2 again", "q1", "a1", "q2"));
        clock.advance(Duration.ofDays(1));
        source.offer(source.chat(1, "c", "a3", "q1", "a1", "q2 edited"));
        source.offer(source.chat(2, "c", "of another user", "q1"));
        source.settle();
    }

    private void callTools() {
        String messages = "[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":["
                + "\n  {\"type\":\"text\",\"text\":\"look\"}]}]";
        String call = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[\n{\"id\":\"t\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}],\"refusal\":null}";
        source.offer(source.exchange(1, "tools", messages, choices(call))
                .request(
                        TestStore.body("{\"model\":\"m\",\"messages\":" + messages + ",\"tools\":" + TOOLS + "}"),
                        null));
        String more = messages.substring(0, messages.length() - 1) + "," + call
                + ",{\"role\":\"tool\",\"tool_call_id\":\"t\",\"content\":\"42\"}]";
        source.offer(source.exchange(1, "tools", more, TestStore.reply("It is 42", 7))
                .request(TestStore.body("{\"model\":\"m\",\"messages\":" + more + ",\"tools\":" + TOOLS + "}"), null));
        source.settle();
    }

    private static String choices(String... messages) {
        List<String> choices = new ArrayList<>();
        for (String message : messages) {
            choices.add("{\"index\":" + choices.size() + ",\"message\":" + message + ",\"finish_reason\":\"stop\"}");
        }
        return "{\"id\":\"r\",\"model\":\"m-1\",\"choices\":[" + String.join(",", choices)
                + "],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}";
    }

    private void meetErrors() {
        source.offer(source.chat(1, "c", "", "q1")
                .response(TestStore.body("{\"error\":{\"message\":\"overloaded\"}}"), null)
                .ended(503, Outcome.COMPLETED));
        source.offer(source.chat(3, "only errors", "", "q")
                .response(TestStore.body("no"), null)
                .ended(500, Outcome.COMPLETED));
        source.offer(source.chat(3, "cut", "half an ans", "q").ended(200, Outcome.CLIENT_CLOSED));
        source.settle();
    }

    private void sayWhatIsHardToKeep() {
        source.offer(source.chat(4, "hard", "\u0000 \ud83d\ude00 \u2028 \"\\ \r\n", "123", "{\"a\":1}", "[1]"));
        source.offer(source.exchange(
                4,
                "shadowed",
                "[{\"role\":\"" + "r".repeat(30) + "\",\"content\":1.0,\"mes\":true},7,{\"content\":\"x\"}]",
                choices(
                        "{\"role\":\"assistant\",\"content\":\"\\ud83d\"}",
                        "{\"role\":\"assistant\",\"content\":\"b\"}")));
        source.offer(source.exchange(
                        WireFormat.RESPONSES,
                        4,
                        null,
                        "[]",
                        "{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"role\":\"assistant\","
                                + "\"content\":[{\"type\":\"output_text\",\"text\":\"hi\"}]}]}")
                .request(TestStore.body("{\"model\":\"m\",\"input\":\"hello\"}"), null));
        source.settle();
        long now = clock.instant().getEpochSecond();
        source.store()
                .saveConversationHistory(new MessageRow(
                        4,
                        now,
                        now + 5,
                        "by hand",
                        "id-1",
                        "user",
                        "hi",
                        "",
                        -1,
                        2,
                        3,
                        4,
                        5,
                        true,
                        "x",
                        "{ \"a\" : 1 }",
                        "no JSON",
                        "1.2.3.4"));
        source.store()
                .saveConversationHistory(new MessageRow(
                        4,
                        now,
                        now,
                        "by hand",
                        "id-2",
                        "",
                        null,
                        "n",
                        0,
                        0,
                        0,
                        0,
                        0,
                        false,
                        null,
                        "[1]",
                        "{\n\"k\":\"v\"}",
                        null));
        source.store()
                .saveErrorConversationHistory(
                        new ErrorRow(4, now, "by hand", "id-3", "user", "", "n", 1, 2, -7, "", 1, 2, 3, " {} ", null));
    }

    private void fill() throws SQLException {
        regenerateAndEdit();
        callTools();
        meetErrors();
        sayWhatIsHardToKeep();
        source.offer(source.chat(5, null, "I am a model", "Who are you?"));
        source.offer(source.chat(6, "gone", "a", "q"));
        String[] many = new String[1201];
        for (int i = 0; i < many.length; i++) {
            many[i] = "message " + i;
        }
        source.offer(source.chat(7, "long", "the end", many));
        for (int i = 0; i < 120; i++) {
            source.offer(source.chat(8, "c" + i, "a" + i, "q" + i));
        }
        source.settle();
        source.store().queries().delete(6, "gone");
    }

    @Test
    void shouldBeTheSameInAnotherDatabase() throws SQLException {
        fill();
        String exported = export(source);

        ImportReport report = load(target, exported);

        assertThat(report.conversations()).isEqualTo(exported.lines().count()).isEqualTo(131);
        assertThat(report.rows().known()).isZero();
        assertThat(report.rows().deleted()).isZero();
        assertThat(export(target)).isEqualTo(exported);
        assertThat(target.rows(CATALOGUE)).isEqualTo(source.rows(CATALOGUE));
        assertThat(target.rows(REPLIES)).isNotEmpty().isEqualTo(source.rows(REPLIES));
        assertThat(target.rows(STATISTICS)).isEqualTo(source.rows(STATISTICS));
        assertThat(target.store().getExistingPartitionTables())
                .contains("conversation_histories_2026_11_22", "conversation_histories_2026_11_23");
        assertThat(target.messages(1, "c")).isEqualTo(source.messages(1, "c"));
        assertThat(target.messages(4, "hard")).isEqualTo(source.messages(4, "hard"));
        CountedRows.assertAddUp(targetDatabase, target.store());
        assertThat(exported).doesNotContain("gone");
    }

    @Test
    void shouldStoreOnceWhatIsImportedTwice() throws SQLException {
        fill();
        String exported = export(source);
        load(target, exported);

        Imported again = load(target, exported).rows();
        Imported whereItCameFrom = load(source, exported).rows();

        assertThat(again.added()).isZero();
        assertThat(whereItCameFrom).isEqualTo(again);
        assertThat(export(target)).isEqualTo(exported);
        assertThat(export(source)).isEqualTo(exported);
        CountedRows.assertAddUp(targetDatabase, target.store());
        CountedRows.assertAddUp(sourceDatabase, source.store());
    }

    @Test
    void shouldGoOnWithWhatWasImported() throws SQLException {
        source.offer(source.chat(5, null, "I am a model", "Who are you?"));
        source.offer(source.chat(5, "named", "a1", "q1"));
        source.settle();
        load(target, export(source));

        target.offer(target.chat(5, null, "No", "Who are you?", "I am a model", "Are you sure?"));
        target.offer(target.chat(5, "named", "a2", "q1", "a1", "q2"));
        target.settle();
        // An older export changes nothing of what has gone on.
        load(target, export(source));

        assertThat(target.rows("SELECT COUNT(*), SUM(message_count) FROM mes_conversations"))
                .containsExactly("2|8");
        assertThat(target.contents(5, "named")).containsExactly("\"q1\"", "\"a1\"", "\"q2\"", "\"a2\"");
        // A newer one brings what is missing, and where it belongs.
        load(source, export(target));
        assertThat(source.contents(5, "named")).containsExactly("\"q1\"", "\"a1\"", "\"q2\"", "\"a2\"");
        assertThat(export(source)).isEqualTo(export(target));
    }

    /** Into SQLite without daily partitioning, and from there into this system's days again. */
    @Test
    void shouldBeTheSameByWayOfAnotherSystem() throws SQLException {
        fill();
        String exported = export(source);
        TestDatabase otherDatabase = TestDatabase.create(TestEngine.SQLITE);
        try (otherDatabase;
                TestStore other = new TestStore(otherDatabase, later, config -> config.dailyPartition(false))) {
            load(other, exported);
            assertThat(load(other, exported).rows().added()).isZero();

            assertThat(export(other)).isEqualTo(exported);
            CountedRows.assertAddUp(otherDatabase, other.store());
            load(target, export(other));
        }
        assertThat(target.rows(CATALOGUE)).isEqualTo(source.rows(CATALOGUE));
    }

    @Test
    void shouldLeaveDeletedWhatWasDeletedSince() throws SQLException {
        source.offer(source.chat(1, "c", "a", "q"));
        source.settle();
        String exported = export(source);
        clock.advance(Duration.ofSeconds(10));
        source.store().queries().delete(1, "c");

        Imported imported = load(source, exported).rows();

        assertThat(imported).isEqualTo(new Imported(0, 0, 2));
        assertThat(export(source)).isEmpty();
        String begunAnew = exported.replaceAll(
                "(\"(?:created|updated)_at\":)\\d+", "$1" + later.instant().getEpochSecond());
        assertThat(load(source, begunAnew).rows()).isEqualTo(new Imported(2, 0, 0));
        assertThat(source.contents(1, "c")).containsExactly("\"q\"", "\"a\"");
        CountedRows.assertAddUp(sourceDatabase, source.store());
    }

    @Test
    void shouldNotTakeRowsOfOneUserForAnothersWhereTheyAreStored() throws SQLException {
        source.offer(source.chat(1, "c", "a", "q"));
        source.offer(source.chat(1, "d", "a", "q"));
        source.settle();
        byte[] exported = export(source).getBytes(StandardCharsets.UTF_8);
        List<ImportProblem> problems = new ArrayList<>();

        ImportReport report = load(source, 9L, exported, problems::add);
        load(target, 9L, exported, problems::add);

        assertThat(report.rows().added()).isZero();
        assertThat(problems)
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.message())
                        .contains("message_id", "is stored in another conversation already, of user 1"));
        assertThat(target.contents(9, "c")).containsExactly("\"q\"", "\"a\"");
        CountedRows.assertAddUp(sourceDatabase, source.store());
    }

    @Test
    void shouldWriteExamplesForFineTuning() throws SQLException {
        regenerateAndEdit();
        callTools();
        meetErrors();
        String said =
                "[{\"role\":\"developer\",\"content\":\"S\",\"unknown\":1},{\"role\":\"critic\",\"content\":\"no\"},"
                        + "{\"role\":\"user\",\"name\":\"Ann\",\"content\":\"p\"}," + reply("o") + "," + user("q")
                        + "]";
        source.offer(source.exchange(
                9,
                "choices",
                said,
                choices(
                        "{\"role\":\"assistant\",\"content\":\"a\",\"annotations\":[],\"reasoning_content\":\"hm\"}",
                        "{\"role\":\"assistant\",\"content\":\"b\"}")));
        source.offer(source.chat(9, "stopped", "half", "q").ended(200, Outcome.CLIENT_CLOSED));
        source.offer(source.chat(9, "stopped", "whole", "q", "half", "go on"));
        source.settle();

        String exported = export(source, new ExportQuery(null, null, null, null, ExportFormat.OPENAI));

        String system = "{\"role\":\"system\",\"content\":\"be brief\"}";
        String look = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"look\"}]}";
        String call = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"t\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";
        assertThat(exported.lines())
                .containsExactly(
                        example(user("q1"), reply("a1"), user("q2 edited"), reply("a3")),
                        "{\"messages\":["
                                + String.join(
                                        ",",
                                        system,
                                        look,
                                        call,
                                        "{\"role\":\"tool\",\"content\":\"42\",\"tool_call_id\":\"t\"}",
                                        reply("It is 42"))
                                + "],\"tools\":" + TOOLS + "}",
                        example(user("q1"), reply("of another user")),
                        example(
                                "{\"role\":\"system\",\"content\":\"S\"}",
                                "{\"role\":\"user\",\"content\":\"p\",\"name\":\"Ann\"}",
                                "{\"role\":\"assistant\",\"content\":\"o\",\"weight\":0}",
                                user("q"),
                                reply("a")),
                        example(
                                user("q"),
                                "{\"role\":\"assistant\",\"content\":\"half\",\"weight\":0}",
                                user("go on"),
                                reply("whole")));
    }

    private static String user(String text) {
        return TestStore.message("user", text);
    }

    private static String reply(String text) {
        return TestStore.message("assistant", text);
    }

    private static String example(String... messages) {
        return "{\"messages\":[" + String.join(",", messages) + "]}";
    }

    @Test
    void shouldImportExamplesOnce() throws SQLException {
        String examples =
                example("{\"role\":\"system\",\"content\":\"S\"}", user("q"), reply("a"), user("r"), reply("b"))
                        + "\n{ \"messages\": [" + user("{\"x\":1}")
                        + ", {\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
                        + "[{\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}],\"weight\":1}],"
                        + "\"tools\":" + TOOLS + ",\"parallel_tool_calls\":false }\r\n";
        byte[] file = ("\uFEFF" + examples).getBytes(StandardCharsets.UTF_8);

        ImportReport first = load(target, 3L, file, problem -> {
            throw new AssertionError(problem);
        });
        later.advance(Duration.ofDays(1));
        ImportReport second = load(target, 3L, file, problem -> {
            throw new AssertionError(problem);
        });
        load(target, 4L, file, problem -> {
            throw new AssertionError(problem);
        });

        assertThat(first.conversations()).isEqualTo(2);
        assertThat(first.rows()).isEqualTo(new Imported(7, 0, 0));
        assertThat(second.rows()).isEqualTo(new Imported(0, 7, 0));
        ExportQuery query = new ExportQuery(3L, null, null, null, ExportFormat.OPENAI);
        assertThat(export(target, query).lines().map(line -> line.replace(" ", "")))
                .containsExactlyInAnyOrderElementsOf(
                        examples.lines().map(line -> line.replace(" ", "")).toList());
        assertThat(target.rows("SELECT user_id, title, message_count, days FROM mes_conversations ORDER BY 1, 2"))
                .containsExactly(
                        "3|q|5|20270105", "3|{\"x\":1}|2|20270105", "4|q|5|20270106", "4|{\"x\":1}|2|20270106");
        CountedRows.assertAddUp(targetDatabase, target.store());
    }

    @Test
    void shouldTellOfBrokenLinesAndGoOn() throws Exception {
        source.offer(source.chat(1, "c", "a", "q"));
        source.settle();
        String whole = export(source).strip();
        List<String> lines = List.of(
                example(user("1"), reply("a")),
                example(user("2"), reply("a")).substring(0, 40),
                "",
                "{\"messages\":[]}",
                whole.replace("\"role\"", "\"message_id\":7,\"role\""),
                whole.replaceAll("\"created_at\":\\d+", "\"created_at\":\"today\""),
                whole.replace("\"mes\":1,\"conversation_id\"", "\"mes\":2,\"conversation_id\""),
                whole.replaceFirst("\"conversation_id\":\"c\",", ""),
                whole + whole,
                "{\"error\":{\"message\":\"The export broke off here\"}}",
                "[" + whole + "]",
                example(user("\u00e9"), reply("a")),
                example("7", reply("a")),
                whole.replace("\"role\":\"user\"", "\"role\":\"" + "u".repeat(21) + "\""),
                whole.replace("\"content\":\"q\"", "\"content\":\"\\u0000\""),
                whole.replace("\"user_id\":1,", ""),
                example(user("last"), reply("a")));
        String latin = String.join("\n", lines);
        List<ImportProblem> problems = new ArrayList<>();

        ImportReport report = load(target, 3L, latin.getBytes(StandardCharsets.ISO_8859_1), problems::add);

        assertThat(problems)
                .extracting(ImportProblem::line)
                .containsExactly(2L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L);
        assertThat(problems)
                .extracting(ImportProblem::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("ends too early"),
                        message -> assertThat(message).contains("messages are missing"),
                        message -> assertThat(message).contains("messages[0].message_id is no string"),
                        message -> assertThat(message).contains("created_at"),
                        message -> assertThat(message).contains("a newer MES"),
                        message -> assertThat(message).contains("conversation_id is missing"),
                        message -> assertThat(message).contains("More text follows"),
                        message -> assertThat(message)
                                .contains("The export that wrote this line failed", "broke off here"),
                        message -> assertThat(message).contains("'{'"),
                        message -> assertThat(message).contains("UTF-8"),
                        message -> assertThat(message).contains("messages[0] is no object"),
                        message -> assertThat(message).contains("messages[0].role has more than 20 characters"),
                        message -> assertThat(message).contains("messages[0].content holds characters"));
        assertThat(report.conversations()).isEqualTo(3);
        assertThat(report.problems()).isEqualTo(13);
        assertThat(target.rows("SELECT COUNT(*) FROM mes_conversations")).containsExactly("3");
        CountedRows.assertAddUp(targetDatabase, target.store());
    }

    @Test
    void shouldGoOnWhereALongLineBrokeOff() throws SQLException {
        String[] said = new String[1201];
        for (int i = 0; i < said.length; i++) {
            said[i] = "message " + i;
        }
        source.offer(source.chat(1, "long", "the end", said));
        source.settle();
        String exported = export(source);
        List<ImportProblem> problems = new ArrayList<>();

        String half = exported.substring(0, exported.indexOf("message 700"));
        ImportReport report = load(target, null, half.getBytes(StandardCharsets.UTF_8), problems::add);
        CountedRows.assertAddUp(targetDatabase, target.store());

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.line()).isEqualTo(1));
        assertThat(report.conversations()).isZero();
        assertThat(report.rows()).isEqualTo(new Imported(500, 0, 0));
        assertThat(load(target, exported).rows()).isEqualTo(new Imported(702, 500, 0));
        assertThat(export(target)).isEqualTo(exported);
    }

    @Test
    void shouldMaskWhatIsImported() {
        source.offer(source.chat(1, "c", "I write to a@b.cc", "My address is a@b.cc"));
        source.settle();
        String exported = export(source);
        try (TestStore masking =
                new TestStore(targetDatabase, later, config -> config.redactor(Redactor.of("email")))) {
            load(masking, exported);

            assertThat(export(masking)).contains("My address is [email]").doesNotContain("a@b.cc");
        }
    }

    @Test
    void shouldSayThatAUserIsMissing() {
        List<ImportProblem> problems = new ArrayList<>();

        load(target, null, example(user("q"), reply("a")).getBytes(StandardCharsets.UTF_8), problems::add);

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("user_id is missing"));
    }

    @Test
    void shouldExportWhatIsAskedFor() {
        source.offer(source.chat(1, "early", "a", "q"));
        source.settle();
        clock.advance(Duration.ofDays(2));
        source.offer(source.chat(1, "late", "a", "q"));
        source.offer(source.chat(2, "late", "a", "q")
                .request(TestStore.body("{\"model\":\"n\",\"messages\":[" + user("q") + "]}"), null));
        source.settle();
        Instant between = Instant.parse("2026-11-23T00:00:00Z");

        assertThat(export(source, new ExportQuery(null, null, null, null, ExportFormat.MES))
                        .lines())
                .hasSize(3);
        assertThat(export(source, new ExportQuery(1L, null, null, null, ExportFormat.MES))
                        .lines())
                .hasSize(2);
        assertThat(export(source, new ExportQuery(null, between, null, null, ExportFormat.MES)))
                .doesNotContain("early")
                .contains("late");
        assertThat(export(source, new ExportQuery(null, null, between, null, ExportFormat.MES))
                        .lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("early"));
        assertThat(export(source, new ExportQuery(null, null, null, "n", ExportFormat.MES))
                        .lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("\"user_id\":2"));
        assertThat(export(source, new ExportQuery(3L, null, null, null, ExportFormat.OPENAI)))
                .isEmpty();
    }

    @Test
    void shouldNotEndQuietlyWhereTheDatabaseFails() throws IOException {
        Outage outage = new Outage(sourceDatabase.dataSource());
        try (TestStore failing = new TestStore(sourceDatabase, outage.source(), clock, config -> config)) {
            failing.offer(failing.chat(1, "c1", "a", "q"));
            failing.offer(failing.chat(1, "c2", "a", "q"));
            failing.settle();
            StringWriter written = new StringWriter();
            Writer out = new Writer() {
                @Override
                public void write(char[] text, int offset, int length) {
                    written.write(text, offset, length);
                    outage.begin(Outage.Kind.BEFORE_COMMIT);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

            assertThatThrownBy(() -> failing.store()
                            .transfer()
                            .export(ExportQuery.EVERYTHING)
                            .writeTo(out))
                    .isInstanceOf(UnavailableException.class);
            assertThat(written.toString()).contains("c1").doesNotContain("c2");
            assertThatThrownBy(() -> failing.store().transfer().export(ExportQuery.EVERYTHING))
                    .isInstanceOf(UnavailableException.class);
            outage.end();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Test
    void shouldWaitForRowsThatNoListKnowsYet() throws SQLException {
        GoTables tables = new GoTables(targetDatabase);
        target.close();
        tables.create("_2026_11_20");
        tables.insertMessages(
                "_2026_11_20",
                List.of(new GoTables.Row(1L, 1_795_168_800L, "go", null, "user", "[1]", null, null, "no JSON")));
        UpkeepGate gate = new UpkeepGate(targetDatabase.dataSource());
        target = new TestStore(
                targetDatabase, gate.source(), later, config -> config.upkeepInterval(Duration.ofMillis(20)));

        assertThatThrownBy(() -> export(target))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("still being taken into the catalogue");
        gate.open();
        await().ignoreExceptionsInstanceOf(UnavailableException.class)
                .untilAsserted(() -> assertThat(export(target)).contains("\"go\""));
        String exported = export(target);

        load(source, exported);

        assertThat(exported).contains("\"message_id\":\"row-20261120-1\"", "\"other\":\"no JSON\"");
        assertThat(export(source)).isEqualTo(exported);
        assertThat(source.contents(1, "go")).isEqualTo(target.contents(1, "go"));
    }
}
