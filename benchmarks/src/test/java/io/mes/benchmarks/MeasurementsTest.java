package io.mes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mes.benchmarks.Judge.Tally;
import io.mes.benchmarks.Throughput.Way;
import io.mes.storage.engine.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verifies that the measurements with commands of their own run, on SQLite. Measures nothing. */
@Timeout(300)
final class MeasurementsTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void shouldMeasureThroughput() throws Exception {
        Throughput throughput = new Throughput(3, 1, 600, 50, out);

        throughput.printHead();
        ThroughputResult result = throughput.measure(TestEngine.SQLITE);

        assertThat(Way.values())
                .allSatisfy(
                        way -> assertThat(result.rowsPerSecond(way).median()).isPositive());
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("1,200 rows", "way / loop", "pipeline", "log4j", "SQLite");
    }

    @Test
    void shouldMeasureScale() throws Exception {
        Scale scale = new Scale(new ScaleLoad(30, 10, 400), 2, 2, out);

        scale.printHead();
        List<ScaleResult> results = scale.measure(TestEngine.SQLITE);

        assertThat(results)
                .hasSameSizeAs(ScaleQuestion.values())
                .allSatisfy(result -> assertThat(result.ratio()).isPositive());
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("30 days", "statistics, user of every day");
    }

    @Test
    void shouldMeasureStreaming() throws Exception {
        new Streaming().run(3, 1, 20, out);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("3 streams of 20 chunks", "clock", "processor", "with / without");
    }

    @Test
    void shouldMeasureCommits() throws Exception {
        Commit commit = new Commit(3, out);

        commit.printHead();
        assertThat(commit.measure(TestEngine.SQLITE))
                .hasSize(4)
                .allSatisfy(rate -> assertThat(rate).isPositive());
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("exchanges/s", "median ms", "SQLite");
    }

    /** What is stored does not depend on the machine, so this is more than that it runs. */
    @Test
    void shouldMeasureWhatStoringOnceSaves() throws Exception {
        StoredOnce storedOnce = new StoredOnce(1, out);

        assertThat(storedOnce.bytes(TestEngine.SQLITE, 1))
                .allSatisfy(times -> assertThat(times).isGreaterThan(15));
        Tally day = storedOnce.day(TestEngine.SQLITE, 8);
        assertThat(day.merged()).isZero();
        assertThat(day.missed()).isLessThan(day.goingOn() / 50);
        assertThat(storedOnce.cost(TestEngine.SQLITE, 1, 3))
                .allSatisfy(micros -> assertThat(micros).isPositive());
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("unnamed agent", "small_talk", "false merges", "writing, with JDBC");
    }

    @Test
    void shouldReadArguments() {
        Arguments arguments = new Arguments(new String[] {"engines=sqlite,MySQL", "rounds=3"}, List.of("rounds"));

        assertThat(arguments.engines()).containsExactly(TestEngine.SQLITE, TestEngine.MYSQL);
        assertThat(arguments.number("rounds", 7)).isEqualTo(3);
        assertThat(new Arguments(new String[0], List.of("rounds")).number("rounds", 7))
                .isEqualTo(7);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arguments(new String[] {"round=3"}, List.of("rounds")))
                .withMessageContaining("\"round=3\"")
                .withMessageContaining("rounds=");
    }
}
