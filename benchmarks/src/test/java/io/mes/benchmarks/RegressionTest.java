package io.mes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verifies that nothing has become several times as slow, or as hungry for memory, as it was. Every figure is a ratio to
 * something that is not of MES, or to something smaller, done in turn on one thread. The bounds are some three times what was
 * found when they were written; finer changes show in the benchmarks.
 */
@Timeout(300)
final class RegressionTest {

    @ParameterizedTest
    @CsvSource({"2000, 8000", "20000, 12000", "1000000, 150000", "stream, 24000"})
    void shouldAllocateLittleMoreThanTheBodies(String bodies, double most) throws Exception {
        TeeBenchmark tee = tee(bodies);
        double captured = Comparison.allocated(tee::captured);
        double bare = Comparison.allocated(tee::bare);
        tee.stop();

        assertThat(captured - bare).isLessThan(tee.bytes() + most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000", TeeBenchmark.STREAM})
    void shouldCaptureAtLittleCost(String bodies) throws Exception {
        TeeBenchmark tee = tee(bodies);
        double ratio = Comparison.ratio(tee::captured, tee::bare);
        tee.stop();

        assertThat(ratio).isLessThan(4);
    }

    private static TeeBenchmark tee(String bodies) {
        TeeBenchmark tee = new TeeBenchmark();
        tee.bodies = bodies;
        tee.start();
        return tee;
    }

    @ParameterizedTest
    @CsvSource({"json, 2000", "json, 20000", "sse, 20000"})
    void shouldParseNotMuchSlowerThanDecoding(String form, int bytes) throws Exception {
        ParseBenchmark parse = parsing(form, bytes);

        double ratio = Comparison.ratio(parse::parse, parse::tokenise);
        assertThat(ratio).isLessThan(30);
    }

    /** Fifty times as much may take three times fifty times as long, which a quadratic way would not. */
    @ParameterizedTest
    @ValueSource(strings = {ParseBenchmark.JSON, ParseBenchmark.SSE})
    void shouldParseLargeBodiesInLinearTime(String form) throws Exception {
        double ratio = Comparison.ratio(parsing(form, 1_000_000)::parse, parsing(form, 20_000)::parse);
        assertThat(ratio).isLessThan(50 * 3);
    }

    private static ParseBenchmark parsing(String form, int bytes) {
        ParseBenchmark parse = new ParseBenchmark();
        parse.form = form;
        parse.bytes = bytes;
        parse.prepare();
        return parse;
    }

    @Test
    void shouldPlaceNotMuchSlowerThanDecoding() throws Exception {
        ThreadingBenchmark threading = threading(20);

        assertThat(Comparison.ratio(threading::named, threading::tokenise)).isLessThan(12);
        assertThat(Comparison.ratio(threading::inferred, threading::tokenise)).isLessThan(12);
    }

    /** A history five times as long may take twice five times as long. */
    @Test
    void shouldPlaceLongHistoriesInLinearTime() throws Exception {
        double ratio = Comparison.ratio(threading(100)::inferred, threading(20)::inferred);

        assertThat(ratio).isLessThan(5 * 2);
    }

    private static ThreadingBenchmark threading(int history) {
        ThreadingBenchmark threading = new ThreadingBenchmark();
        threading.history = history;
        threading.prepare();
        return threading;
    }

    @Test
    void shouldWriteNotMuchSlowerThanABareInsert() throws Exception {
        WriteBenchmark write = new WriteBenchmark(500);
        write.open();
        try {
            double rows = Comparison.ratioOfOnce(write::empty, write::rowWriter, write::insertLoop);
            double whole = Comparison.ratioOfOnce(write::empty, write::batchWriter, write::insertLoop);

            assertThat(rows).isLessThan(3);
            assertThat(whole).isLessThan(10);
        } finally {
            write.close();
        }
    }

    @Test
    void shouldReadNotMuchSlowerThanABareSelect() throws Exception {
        ReadBenchmark read = new ReadBenchmark();
        read.fill();
        try {
            double page = Comparison.ratio(read::page, read::selectPage);
            double conversations = Comparison.ratio(read::conversations, read::selectConversations);
            double statistics = Comparison.ratio(read::statistics, read::selectStatistics);

            assertThat(page).isLessThan(7);
            assertThat(conversations).isLessThan(7);
            assertThat(statistics).isLessThan(15);
        } finally {
            read.close();
        }
    }
}
