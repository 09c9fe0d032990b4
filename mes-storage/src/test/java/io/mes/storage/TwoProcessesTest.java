package io.mes.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.engine.OnEveryEngine;
import io.mes.storage.engine.TestDatabase;
import io.mes.storage.engine.TestEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that gateways in processes of their own write the same conversations across midnight and lose nothing. */
@OnEveryEngine
@Timeout(120)
final class TwoProcessesTest {

    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final String BEGIN = "2026-11-23T04:59:30Z";
    private static final long STEP_MILLIS = 200;
    private static final List<String> NAMES = List.of("one", "two");

    private final TestDatabase database;
    private final List<Process> processes = new ArrayList<>();

    TwoProcessesTest(TestEngine engine) {
        this.database = TestDatabase.create(engine);
    }

    @AfterEach
    void drop() {
        processes.forEach(Process::destroyForcibly);
        database.close();
    }

    @Test
    void shouldCrossMidnightTogether() throws Exception {
        for (String name : NAMES) {
            processes.add(start(name));
        }
        for (Process process : processes) {
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
        }
        for (Process process : processes) {
            say("go", process);
        }
        for (Process process : processes) {
            String said = rest(process.inputReader());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).isEqualTo("stored " + WritingProcess.EXCHANGES + ", lost 0");
            assertThat(process.exitValue()).isZero();
        }
        assertStored();
    }

    private Process start(String name) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WritingProcess.class.getName(),
                name,
                BEGIN,
                Long.toString(STEP_MILLIS));
        builder.environment()
                .putAll(Map.of(
                        "MES_SQL_DSN", database.dsnText(),
                        "MES_TIMEZONE", ZONE.getId(),
                        "SQL_MAX_OPEN_CONNS", "3"));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void say(String word, Process process) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            input.write(word.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String rest(BufferedReader reader) {
        return String.join("\n", reader.lines().toList());
    }

    private void assertStored() throws SQLException {
        List<String> expected = new ArrayList<>();
        for (String name : NAMES) {
            for (int i = 0; i < WritingProcess.EXCHANGES; i++) {
                LocalDate day = LocalDate.ofInstant(Instant.parse(BEGIN).plusMillis(i * STEP_MILLIS), ZONE);
                String question = WritingProcess.question(name, i);
                expected.add(day + " " + question);
                expected.add(day + " answer to " + question);
            }
        }
        TickingClock clock = new TickingClock("2026-11-23T12:00:00Z");
        try (TestStore store = new TestStore(database, clock, config -> config.zone(ZONE))) {
            List<StoredRow> rows = StoredRow.all(database, store.store());
            assertThat(rows.stream().map(row -> row.day(ZONE) + " " + row.content()))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(rows).allSatisfy(row -> assertThat(row.day(ZONE)).isEqualTo(row.momentsDay(ZONE)));
            CountedRows.assertAddUp(database, store.store());
            assertThat(store.store().getExistingPartitionTables())
                    .contains("conversation_histories_2026_11_22", "conversation_histories_2026_11_23");
        }
    }
}
