package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.transfer.ConversationImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that a conversation which goes on during its export is exported as it was at one moment. */
@OnEveryEngine
@Timeout(120)
final class ExportWhileWritingTest {

    /** More connections than the export of one conversation asks for. */
    private static final int STEPS = 10;

    private final TestDatabase sourceDatabase;
    private final TestDatabase targetDatabase;
    private final TickingClock clock = new TickingClock("2026-11-22T10:00:00Z");
    private final StepwiseSource steps;
    private final TestStore source;
    private final TestStore target;

    ExportWhileWritingTest(TestEngine engine) throws SQLException {
        this.sourceDatabase = TestDatabase.create(engine);
        this.targetDatabase = TestDatabase.create(engine);
        this.steps = new StepwiseSource(sourceDatabase.dataSource());
        this.source = new TestStore(sourceDatabase, steps, clock, config -> config);
        this.target = new TestStore(targetDatabase, clock);
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
        sourceDatabase.close();
        targetDatabase.close();
    }

    private void say(TestStore store, Exchange.Builder exchange) {
        store.offer(exchange);
        store.settle();
        clock.advance(Duration.ofSeconds(1));
    }

    private void exportTo(Writer out, long user) {
        exportTo(out, user, ExportFormat.MES);
    }

    private void exportTo(Writer out, long user, ExportFormat format) {
        try {
            source.store()
                    .transfer()
                    .export(new ExportQuery(user, null, null, null, format))
                    .writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(String file) throws IOException {
        new ConversationImport(target.store().transfer()::store, null, clock.instant())
                .read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), problem -> {
                    throw new AssertionError(problem);
                });
    }

    /** In the target every message is there once, and the line is whole, after a client has gone on with all that it knows. */
    private void assertGoesOn(long user, String... known) throws SQLException {
        List<String> said = new ArrayList<>(List.of(known));
        said.add("on");
        say(target, target.chat(user, "c", "and on", said.toArray(new String[0])));
        said.add("and on");
        assertThat(target.contents(user, "c"))
                .containsExactlyElementsOf(
                        said.stream().map(text -> "\"" + text + "\"").toList());
        assertThat(target.rows("SELECT message_count FROM mes_conversations WHERE user_id = " + user))
                .containsExactly(String.valueOf(said.size()));
        assertThat(target.rows("SELECT COUNT(*) FROM mes_conversations WHERE user_id = " + user))
                .containsExactly("1");
    }

    @Test
    void shouldExportRowsAndThreadOfOneMoment() throws Exception {
        for (int step = 0; step < STEPS; step++) {
            long user = 100L + step;
            say(source, source.chat(user, "c", "a1", "q1"));
            StringWriter exported = new StringWriter();
            steps.before(step, () -> say(source, source.chat(user, "c", "a2", "q1", "a1", "q2")), () -> {
                exportTo(exported, user);
                return true;
            });

            load(exported.toString());

            assertGoesOn(user, "q1", "a1", "q2", "a2");
        }
    }

    /** An answer that is generated again meanwhile is in the example, or the one before it; never both. */
    @Test
    void shouldExportAnExampleOfOneMoment() {
        for (int step = 0; step < STEPS; step++) {
            long user = 300L + step;
            say(source, source.chat(user, "c", "a1", "q1"));
            StringWriter exported = new StringWriter();
            steps.before(step, () -> say(source, source.chat(user, "c", "a2", "q1")), () -> {
                exportTo(exported, user, ExportFormat.OPENAI);
                return true;
            });

            assertThat(exported.toString())
                    .isIn(
                            "{\"messages\":[" + TestStore.message("user", "q1") + ","
                                    + TestStore.message("assistant", "a1") + "]}\n",
                            "{\"messages\":[" + TestStore.message("user", "q1") + ","
                                    + TestStore.message("assistant", "a2") + "]}\n");
        }
    }

    /** Nor is it found by what it does not hold. */
    @Test
    void shouldImportOnlyRepliesOfThatMoment() throws Exception {
        for (int step = 0; step < STEPS; step++) {
            long user = 200L + step;
            say(source, source.chat(user, null, "a first answer of its own", "q1"));
            StringWriter exported = new StringWriter();
            Runnable goOn = () ->
                    say(source, source.chat(user, null, "a second answer", "q1", "a first answer of its own", "q2"));
            steps.before(step, goOn, () -> {
                exportTo(exported, user);
                return true;
            });

            load(exported.toString());

            assertThat(target.rows("SELECT COUNT(*) FROM mes_replies WHERE user_id = " + user))
                    .isNotEqualTo(List.of("0"));
            String days = target.rows("SELECT days FROM mes_conversations WHERE user_id = " + user)
                    .get(0);
            assertThat(days).isEqualTo("20261122");
            assertThat(target.rows("SELECT message_id FROM mes_replies WHERE user_id = " + user))
                    .isSubsetOf(target.rows(
                            "SELECT message_id FROM conversation_histories_2026_11_22 WHERE user_id = " + user));
        }
    }

    @Test
    void shouldReadLaterPagesAsOfThatMoment() throws Exception {
        String[] many = new String[1501];
        for (int i = 0; i < many.length; i++) {
            many[i] = "message " + i;
        }
        say(source, source.chat(1, "c", "the end", many));
        List<String> known = new ArrayList<>(List.of(many));
        known.add("the end");
        List<String> goingOn = new ArrayList<>(known);
        goingOn.add("more");
        StringWriter exported = new StringWriter();
        AtomicBoolean interrupted = new AtomicBoolean();
        Writer out = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) {
                exported.write(text, offset, length);
                if (exported.getBuffer().length() > 10_000 && interrupted.compareAndSet(false, true)) {
                    say(source, source.chat(1, "c", "said meanwhile", goingOn.toArray(new String[0])));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };

        exportTo(out, 1);

        assertThat(interrupted).isTrue();
        assertThat(exported.toString()).contains("the end").doesNotContain("said meanwhile");
        load(exported.toString());
        assertThat(target.rows("SELECT thread FROM mes_conversations")).doesNotContain("");
        say(target, target.chat(1, "c", "and on", goingOn.toArray(new String[0])));
        assertThat(target.rows("SELECT message_count FROM mes_conversations")).containsExactly("1504");
    }

    @Test
    void shouldGiveUpOnAConversationThatNeverRests() {
        say(source, source.chat(1, "c", "a", "q"));
        StringWriter exported = new StringWriter();

        assertThatThrownBy(() -> steps.beforeEach(this::changeEntry, () -> {
                    exportTo(exported, 1);
                    return true;
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("without a pause");

        assertThat(exported.toString()).isEmpty();
    }

    private void changeEntry() {
        try {
            sourceDatabase.execute("UPDATE mes_conversations SET total_tokens = total_tokens + 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
