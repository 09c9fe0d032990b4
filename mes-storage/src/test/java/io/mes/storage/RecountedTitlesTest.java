package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.WireFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.Recount;
import io.mes.storage.row.MessageRow;
import io.mes.storage.transfer.ConversationImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Verifies that writer, recount, retention and imports call a conversation the same, whatever its first message holds: what was
 * said as a string is words, however much it looks like JSON, and what was sent as anything else is none but for its parts.
 */
@OnEveryEngine
@Timeout(60)
final class RecountedTitlesTest {

    private static final String TITLES =
            "SELECT conversation_id, title FROM mes_conversations WHERE message_count > 0 ORDER BY conversation_id";
    private static final String IMAGE =
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:" + "A".repeat(3000) + "\"}}";

    /** Contents as they are sent, and what a conversation is called that begins with them. */
    private static final Map<String, String> TITLE_OF = new LinkedHashMap<>();

    static {
        TITLE_OF.put("[]", "");
        TITLE_OF.put("{}", "");
        TITLE_OF.put("{\"text\":\"x\"}", "");
        TITLE_OF.put("123", "");
        TITLE_OF.put("1.50", "");
        TITLE_OF.put("true", "");
        TITLE_OF.put("null", "");
        TITLE_OF.put("[1,2,3]", "");
        TITLE_OF.put("[\"p1\",\"p2\"]", "");
        TITLE_OF.put("[" + "1,".repeat(2000) + "2]", "");
        TITLE_OF.put("[{\"type\":\"text\",\"text\":\"parts\"}]", "parts");
        TITLE_OF.put("[\n {\"type\":\"text\",\"text\":\"spaced\"}]", "spaced");
        TITLE_OF.put("[{\"type\":\"text\",\"text\":\"" + "long ".repeat(1000) + "\"}]", "long ".repeat(20));
        TITLE_OF.put("[" + IMAGE + "]", "");
        TITLE_OF.put("[" + IMAGE + ",{\"type\":\"text\",\"text\":\"behind\"}]", "behind");
        TITLE_OF.put("\"[{\\\"a\\\":1}]\"", "[{\"a\":1}]");
        TITLE_OF.put("\"[1]\"", "[1]");
        TITLE_OF.put("\"{}\"", "{}");
        TITLE_OF.put("\"[]\"", "[]");
        TITLE_OF.put("\"null\"", "null");
        TITLE_OF.put("\"123\"", "123");
        TITLE_OF.put("\"[1] " + "x".repeat(3000) + "\"", "[1] " + "x".repeat(96));
        TITLE_OF.put("\"[\\\"\\\"]" + " ".repeat(3000) + "\"", "[\"\"]");
        TITLE_OF.put("\"" + " ".repeat(1500) + "late\"", "");
        TITLE_OF.put("\" \\u00a0\"", "\u00a0");
        TITLE_OF.put("\"nul \\u0000 half \\ud83d\"", "nul \ufffd half \ufffd");
    }

    private final TestDatabase database;
    private final TestDatabase targetDatabase;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private TestStore store;

    RecountedTitlesTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
        this.targetDatabase = TestDatabase.create(engine);
    }

    @BeforeEach
    void open() {
        store = new TestStore(database, clock);
    }

    @AfterEach
    void drop() {
        store.close();
        database.close();
        targetDatabase.close();
    }

    /** One conversation for each content. */
    private void sayEverything() {
        int number = 100;
        for (String content : TITLE_OF.keySet()) {
            store.offer(store.exchange(
                    1, "c" + number++, "[{\"role\":\"user\",\"content\":" + content + "}]", TestStore.reply("a", 10)));
        }
        store.settle();
    }

    private static List<String> titles() {
        int[] number = {100};
        return TITLE_OF.values().stream()
                .map(title -> "c" + number[0]++ + "|" + title)
                .toList();
    }

    private static void assertNothingWrong(TestStore store) {
        Recount recount = store.store().administration().recount(false);
        assertThat(recount.wrongConversations()).isZero();
        assertThat(recount.wrongUsage()).isZero();
    }

    @Test
    void shouldCallThemTheSameAsTheWriter() throws SQLException {
        sayEverything();

        assertThat(store.rows(TITLES)).isEqualTo(titles());
        assertNothingWrong(store);
    }

    /** What a title is first found in may lie behind what a recount reads of it. */
    @Test
    void shouldBeFoundAgainInTheRows() throws SQLException {
        sayEverything();
        database.execute("UPDATE mes_conversations SET title = ''");

        store.store().administration().recount(true);

        assertThat(store.rows(TITLES))
                .isEqualTo(titles().stream()
                        .map(title -> title.endsWith("|behind") ? title.replace("behind", "") : title)
                        .toList());
    }

    @Test
    void shouldCallLegacyPromptsNothingUnlessTheyAreWords() throws SQLException {
        prompt("p1", "[\"p1\",\"p2\"]");
        prompt("p2", "[1,2,3]");
        prompt("p3", "\"[1,2,3]\"");
        prompt("p4", "[[1,2],[3]]");

        assertThat(store.rows(TITLES)).containsExactly("p1|", "p2|", "p3|[1,2,3]", "p4|");
        assertNothingWrong(store);
    }

    private void prompt(String conversation, String prompt) {
        store.offer(store.exchange(
                        WireFormat.COMPLETIONS,
                        1,
                        conversation,
                        "[]",
                        "{\"choices\":[{\"index\":0,\"text\":\"t\",\"finish_reason\":\"stop\"}]}")
                .request(TestStore.body("{\"model\":\"m\",\"prompt\":" + prompt + "}"), null));
        store.settle();
    }

    @Test
    void shouldBeCalledTheSameOnceTheirFirstDayIsGone() throws SQLException {
        for (int i = 100; i < 100 + TITLE_OF.size(); i++) {
            store.offer(store.chat(1, "c" + i, "a", "words of the first day"));
        }
        store.settle();
        clock.advance(Duration.ofDays(1));
        sayEverything();
        clock.advance(Duration.ofDays(1));

        store.store().administration().dropDay(LocalDate.parse("2026-11-22"));

        assertThat(store.rows(TITLES))
                .isEqualTo(titles().stream()
                        .map(title -> title.endsWith("|behind") ? title.replace("behind", "") : title)
                        .toList());
        assertNothingWrong(store);
    }

    @Test
    void shouldBeCalledTheSameWhereTheyAreImported() throws Exception {
        sayEverything();
        String exported = export();
        try (TestStore target = new TestStore(targetDatabase, clock)) {
            load(target, exported);
            assertThat(target.rows(TITLES)).isEqualTo(titles());
            assertNothingWrong(target);
        }
    }

    /** Another program may write such lines; the rows say what the line does not. */
    @Test
    void shouldBeNamedAfterTheirRowsWhereALineDoesNot() throws Exception {
        store.offer(store.chat(1, "c", "a", "words"));
        store.settle();
        String exported = export().replace("\"title\":\"words\",", "");
        try (TestStore target = new TestStore(targetDatabase, clock)) {
            load(target, exported);
            assertThat(target.rows(TITLES)).containsExactly("c|words");
            assertNothingWrong(target);
        }
    }

    @Test
    void shouldHeedWhatRowsOfTheCallersOwnSay() throws SQLException {
        save("r1", "[1]", "{\"mes\":{\"content\":\"json\"}}");
        save("r2", "[1]", "{\"mes\":{}}");
        save("r3", "[1]", null);
        save("r4", "[1] is no list", null);
        save("r5", "{broken", "{\"mes\":{\"content\":\"json\"}}");
        save("r6", "{\"a\":1}", "no JSON");
        save("r7", "words", "{\"mes\":{\"content\":\"absent\"}}");
        save("r8", "words", "{\"name\":\"" + "n".repeat(3000) + "\",\"mes\":{}}");
        save("r9", "[{\"text\":\"of another MES\"}]", null);

        assertThat(store.rows(TITLES))
                .containsExactly(
                        "r1|",
                        "r2|[1]",
                        "r3|",
                        "r4|[1] is no list",
                        "r5|{broken",
                        "r6|",
                        "r7|",
                        "r8|words",
                        "r9|of another MES");
        assertNothingWrong(store);
    }

    private void save(String conversation, String content, @Nullable String other) {
        long now = clock.instant().getEpochSecond();
        store.store()
                .saveConversationHistory(new MessageRow(
                        1,
                        now,
                        now,
                        conversation,
                        conversation + "-1",
                        "user",
                        content,
                        "m",
                        0,
                        0,
                        0,
                        0,
                        0,
                        false,
                        null,
                        null,
                        other,
                        null));
    }

    private String export() throws IOException {
        StringWriter out = new StringWriter();
        store.store().transfer().export(ExportQuery.EVERYTHING).writeTo(out);
        return out.toString();
    }

    private void load(TestStore target, String file) throws IOException {
        new ConversationImport(target.store().transfer()::store, null, clock.instant())
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), problem -> {
                    throw new AssertionError(problem);
                });
    }
}
