package io.mes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Verifies that every benchmark runs, those of databases on SQLite. Measures nothing. */
@Timeout(300)
final class BenchmarksTest {

    @Test
    void shouldRunEveryBenchmark() throws Exception {
        Options once = new OptionsBuilder()
                .param("engine", "SQLITE")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(once).run();

        // Tee: 2 ways with 4 bodies; offer: 2 ways with 3 numbers of threads; parse: 2 ways with 2 forms of 3 sizes;
        // threading: 4 ways with 3 lengths; write: 4 ways; read: 2 ways of 3 questions.
        assertThat(results)
                .hasSize(8 + 6 + 12 + 12 + 4 + 6)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
