package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.Imported;
import io.mes.storage.transfer.ConversationImport;
import io.mes.storage.transfer.ImportProblem;
import io.mes.storage.transfer.ImportReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies which of what lines say of a conversation beside its rows counts: the newest, as far as its rows are there. */
@OnEveryEngine
@Timeout(60)
final class NewerHeadTest {

    private static final Pattern THREAD = Pattern.compile("\"thread\":\"[^\"]*\"");

    private final TestDatabase sourceDatabase;
    private final TestDatabase targetDatabase;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private final TestStore source;
    private final TestStore target;

    NewerHeadTest(TestEngine engine) {
        this.sourceDatabase = TestDatabase.create(engine);
        this.targetDatabase = TestDatabase.create(engine);
        this.source = new TestStore(sourceDatabase, clock);
        this.target = new TestStore(targetDatabase, clock);
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
        sourceDatabase.close();
        targetDatabase.close();
    }

    private void say(Exchange.Builder exchange) {
        source.offer(exchange);
        source.settle();
        clock.advance(Duration.ofSeconds(1));
    }

    private static String export(TestStore store) throws IOException {
        StringWriter out = new StringWriter();
        store.store().transfer().export(ExportQuery.EVERYTHING).writeTo(out);
        return out.toString();
    }

    private ImportReport load(String file, List<ImportProblem> problems) throws IOException {
        return new ConversationImport(target.store().transfer()::store, null, clock.instant())
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), problems::add);
    }

    private Imported load(String file) throws IOException {
        List<ImportProblem> problems = new ArrayList<>();
        ImportReport report = load(file, problems);
        assertThat(problems).isEmpty();
        return report.rows();
    }

    private static String thread(String line) {
        return THREAD.matcher(line)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    /** Rows of one line with the thread of another, as an earlier MES exported them where the conversation went on meanwhile. */
    private static String torn(String rows, String thread) {
        return rows.replace(thread(rows), thread(thread));
    }

    private static String replies(String line) {
        return line.substring(line.indexOf("\"replies\":["), line.lastIndexOf(']'));
    }

    private void assertTakesOver(String older, String newer) throws Exception {
        assertThat(thread(newer)).isNotEqualTo(thread(older));
        load(torn(newer, older));
        assertThat(export(target)).isEqualTo(torn(newer, older));

        Imported again = load(newer);

        assertThat(again.added()).isZero();
        assertThat(export(target)).isEqualTo(newer);
        load(older);
        load(torn(newer, older));
        assertThat(export(target)).isEqualTo(newer);
        CountedRows.assertAddUp(targetDatabase, target.store());
    }

    @Test
    void shouldTakeOverANewerThreadWhereAllRowsAreThere() throws Exception {
        say(source.chat(1, "c", "a1", "q1"));
        String older = export(source);
        say(source.chat(1, "c", "a2", "q1", "a1", "q2"));

        assertTakesOver(older, export(source));
    }

    @Test
    void shouldTakeOverTheThreadOfWhatCameLate() throws Exception {
        say(source.chat(1, "c", "a1", "q1"));
        Exchange.Builder late = source.chat(1, "c", "a2 late", "q1", "a1", "q2 again");
        clock.advance(Duration.ofSeconds(1));
        say(source.chat(1, "c", "a2", "q1", "a1", "q2"));
        String older = export(source);
        say(late);

        assertTakesOver(older, export(source));
    }

    /** The model of two exchanges that ended in one second is that of the later. */
    @Test
    void shouldNotTurnTheModelBack() throws Exception {
        source.offer(source.chat(1, "c", "a1", "q1"));
        source.settle();
        String older = export(source);
        source.offer(source.chat(1, "c", "a2", "q1", "a1", "q2")
                .request(
                        TestStore.body("{\"model\":\"n\",\"messages\":["
                                + String.join(
                                        ",",
                                        TestStore.message("user", "q1"),
                                        TestStore.message("assistant", "a1"),
                                        TestStore.message("user", "q2"))
                                + "]}"),
                        null));
        source.settle();
        String newer = export(source);
        assertThat(newer).contains("\"model_name\":\"n\",\"created_at\"");
        load(newer);

        load(older);

        assertThat(target.rows("SELECT model_name FROM mes_conversations")).containsExactly("n");
    }

    @Test
    void shouldSayNothingOfRowsThatAreMissing() throws Exception {
        say(source.chat(1, null, "the first answer", "q1"));
        String older = export(source);
        say(source.chat(1, null, "the second answer", "q1", "the first answer", "q2"));
        String newer = export(source);
        String lacking = torn(older, newer).replace(replies(older), replies(newer));

        load(lacking);

        assertThat(target.rows("SELECT thread FROM mes_conversations")).containsExactly("");
        assertThat(target.rows("SELECT COUNT(*) FROM mes_replies"))
                .isEqualTo(target.rows("SELECT COUNT(*) FROM mes_replies WHERE message_id IN"
                        + " (SELECT message_id FROM conversation_histories_2026_11_22)"));
        load(newer);
        assertThat(export(target)).isEqualTo(newer);
    }

    /** Else a client that goes on would be taken to have said before what is not stored. */
    @Test
    void shouldSayNothingOfALineThatBrokeOff() throws Exception {
        String[] said = new String[701];
        for (int i = 0; i < said.length; i++) {
            said[i] = "message " + i;
        }
        say(source.chat(1, "long", "the end", said));
        String exported = export(source);
        List<ImportProblem> problems = new ArrayList<>();

        load(exported.substring(0, exported.indexOf("message 600")), problems);

        assertThat(problems).hasSize(1);
        assertThat(threads()).containsExactly("");
        load(exported);
        assertThat(export(target)).isEqualTo(exported);
    }

    private List<String> threads() throws SQLException {
        return target.rows("SELECT thread FROM mes_conversations");
    }
}
