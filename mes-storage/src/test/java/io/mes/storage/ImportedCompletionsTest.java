package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.transfer.ConversationImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that imported exchanges are listed as stored completions without a recount, exactly as those that pass by. */
@OnEveryEngine
@Timeout(60)
final class ImportedCompletionsTest {

    private static final String NOTED =
            "SELECT user_id, tag, message_id, conversation_id, choices, created_at, response_tag"
                    + " FROM mes_completions ORDER BY user_id, tag, message_id";
    private static final String LARGE = "{\"team\":\"red\",\"about\":\"" + "x".repeat(300) + "\"}";

    private final TestDatabase sourceDatabase;
    private final TestDatabase targetDatabase;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private final TestStore source;
    private TestStore target;

    ImportedCompletionsTest(TestEngine engine) {
        this.sourceDatabase = TestDatabase.create(engine);
        this.targetDatabase = TestDatabase.create(engine);
        this.source = new TestStore(sourceDatabase, clock, config -> config.completions(true));
        this.target = new TestStore(targetDatabase, clock, config -> config.completions(true));
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
        sourceDatabase.close();
        targetDatabase.close();
    }

    private void reopenTarget(UnaryOperator<StorageConfig.Builder> change) {
        target.close();
        target = new TestStore(targetDatabase, clock, change);
    }

    private void say(String conversation, String id, String parameters, int choices, String... said) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < said.length; i++) {
            messages.add(TestStore.message(i % 2 == 0 ? "user" : "assistant", said[i]));
        }
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < choices; i++) {
            answers.add("{\"index\":" + i + ",\"message\":" + TestStore.message("assistant", "answer " + i)
                    + ",\"finish_reason\":\"stop\"}");
        }
        String answer = "{\"id\":\"" + id + "\",\"model\":\"m-2026\",\"choices\":[" + String.join(",", answers) + "]}";
        String request = "{\"model\":\"m\"" + parameters + ",\"messages\":[" + String.join(",", messages) + "]}";
        source.offer(source.exchange(1, conversation, "[]", answer).request(TestStore.body(request), null));
        source.settle();
        clock.advance(Duration.ofSeconds(1));
    }

    private static String[] many(int messages) {
        String[] said = new String[messages];
        for (int i = 0; i < said.length; i++) {
            said[i] = "message " + i;
        }
        return said;
    }

    private String export() throws IOException {
        StringWriter out = new StringWriter();
        source.store().transfer().export(ExportQuery.EVERYTHING).writeTo(out);
        return out.toString();
    }

    private void load(String file) throws IOException {
        new ConversationImport(target.store().transfer()::store, 1L, clock.instant())
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), problem -> {
                    throw new AssertionError(problem);
                });
    }

    private List<String> having(String team) {
        CompletionQuery query = new CompletionQuery(100, null, false, null, List.of(Map.entry("team", team)));
        return target.store().completions().list(1, query, Set.of()).items().stream()
                .map(StoredCompletion::id)
                .toList();
    }

    private void assertNotedAsByTheWriter() throws SQLException {
        assertThat(target.rows(NOTED)).isNotEmpty().isEqualTo(source.rows(NOTED));
        assertThat(target.store().administration().recount(false).missingCompletions())
                .isZero();
    }

    @Test
    void shouldBeNotedLikeThoseThatPassBy() throws Exception {
        say("c", "id-1", "", 1, "q");
        say("c", "id-2", ",\"metadata\":{\"team\":\"blue\"}", 3, "q", "answer 0", "r");
        say("d", "not/usable", ",\"metadata\":" + LARGE, 1, "q");
        say("d", "id-3", ",\"metadata\":" + LARGE, 1, "q", "answer 0", "r");
        clock.advance(Duration.ofDays(1));
        say("d", "id-4", ",\"metadata\":" + LARGE, 1, "q", "answer 0", "r", "answer 0", "s");
        String exported = export();

        load(exported);
        load(exported);

        assertNotedAsByTheWriter();
        assertThat(having("blue")).containsExactly("id-2");
        assertThat(having("red")).hasSize(3).contains("id-3", "id-4");
    }

    /** 500 rows make a part: the first reply is the last of one, and its metadata stand in an earlier one still. */
    @Test
    void shouldBeNotedWherePartsDivideThem() throws Exception {
        say("c", "id-1", ",\"metadata\":" + LARGE, 1, "q");
        String[] said = many(1 + 1 + 497 + 500);
        said[0] = "q";
        said[1] = "answer 0";
        say("c", "id-2", ",\"metadata\":" + LARGE, 4, said);
        List<String> sizes = source.rows("SELECT COUNT(*) FROM conversation_histories_2026_11_22");
        assertThat(sizes).containsExactly("1003");

        load(export());

        assertNotedAsByTheWriter();
        assertThat(target.rows("SELECT DISTINCT choices FROM mes_completions ORDER BY choices"))
                .containsExactly("1", "4");
        assertThat(having("red")).containsExactly("id-1", "id-2");
    }

    /** The metadata stand in a row of what is another day here. */
    @Test
    void shouldBeNotedInAnotherTimeZone() throws Exception {
        reopenTarget(config -> config.completions(true).zone(ZoneOffset.of("+13:59")));
        say("c", "id-1", ",\"metadata\":" + LARGE, 1, "q");
        clock.advance(Duration.ofHours(1));
        say("c", "id-2", ",\"metadata\":" + LARGE, 1, "q", "answer 0", "r");

        load(export());

        assertThat(target.rows("SELECT DISTINCT partition_key FROM mes_completions ORDER BY 1"))
                .containsExactly("20261122", "20261123");
        assertThat(target.rows(NOTED)).isEqualTo(source.rows(NOTED));
        assertThat(having("red")).containsExactly("id-1", "id-2");
    }

    @Test
    void shouldBeNotedAgainWhereTheyWereDeleted() throws Exception {
        say("c", "id-1", "", 2, "q");
        String exported = export();
        load(exported);
        clock.advance(Duration.ofSeconds(10));
        target.store().queries().delete(1, "c");
        assertThat(target.rows("SELECT DISTINCT choices FROM mes_completions")).containsExactly("0");
        clock.advance(Duration.ofSeconds(10));

        load(exported);
        assertThat(target.rows("SELECT DISTINCT choices FROM mes_completions")).containsExactly("0");
        load(exported.replaceAll(
                "(\"(?:created|updated)_at\":)\\d+", "$1" + clock.instant().getEpochSecond()));

        assertThat(target.rows("SELECT DISTINCT choices FROM mes_completions")).containsExactly("2");
        assertThat(target.store().completions().find(1, "id-1", Set.of()).choices())
                .hasSize(2);
    }

    @Test
    void shouldNoteExamplesWithParameters() throws Exception {
        load("{\"messages\":[" + TestStore.message("user", "q") + "," + TestStore.message("assistant", "a")
                + "],\"metadata\":{\"team\":\"blue\"}}");

        assertThat(having("blue")).hasSize(1);
        assertThat(target.store().administration().recount(false).missingCompletions())
                .isZero();
    }

    /** What the user said behind the last reply is no choice of it. */
    @Test
    void shouldBeNotedTheSameByARecount() throws Exception {
        load("{\"messages\":[" + TestStore.message("user", "q") + "," + TestStore.message("assistant", "a") + ","
                + TestStore.message("user", "and?") + "," + TestStore.message("user", "so?")
                + "],\"metadata\":{\"team\":\"blue\"}}");
        say("c", "id-1", "", 3, "q");
        load(export());
        List<String> noted = target.rows(NOTED);
        targetDatabase.execute("DELETE FROM mes_completions");

        target.store().administration().recount(true);

        assertThat(target.rows(NOTED)).isEqualTo(noted);
        assertThat(target.rows("SELECT DISTINCT choices FROM mes_completions ORDER BY choices"))
                .containsExactly("1", "3");
    }

    @Test
    void shouldNoteNothingUnlessItIsSet() throws Exception {
        reopenTarget(config -> config.completions(false));
        say("c", "id-1", "", 1, "q");

        load(export());

        assertThat(target.rows(NOTED)).isEmpty();
    }
}
