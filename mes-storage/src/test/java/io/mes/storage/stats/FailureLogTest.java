package io.mes.storage.stats;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that failures are told of, and that many of them do not flood the log. */
final class FailureLogTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong nanoTime = new AtomicLong();
    private final Logger logger = new LoggerContext().getLogger("test");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Exception cause = new Exception("cause");

    @BeforeEach
    void listen() {
        logger.addAppender(written);
        written.start();
    }

    private List<String> messages() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private FailureLog log() {
        return new FailureLog(logger, nanoTime::get);
    }

    @Test
    void shouldTellOfTheFirstFailureAtOnceWithItsCause() {
        log().warn("first", cause);

        assertThat(messages()).containsExactly("first");
        assertThat(written.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(written.list.get(0).getThrowableProxy().getMessage()).isEqualTo("cause");
    }

    /** The origin of System.nanoTime is arbitrary: it may be negative, and may overflow while the process runs. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 60_000_000_000L, 1_000_000_000_000L})
    void shouldTellOfOneAMinuteAndCountTheOthers(long origin) {
        nanoTime.set(origin);
        FailureLog log = log();
        log.warn("first", cause);
        nanoTime.addAndGet(1);
        log.warn("second", cause);
        nanoTime.addAndGet(MINUTE - 2);
        log.warn("third", cause);
        assertThat(messages()).containsExactly("first");

        nanoTime.addAndGet(1);
        log.warn("fourth", cause);
        nanoTime.addAndGet(MINUTE);
        log.warn("fifth", cause);

        assertThat(messages()).containsExactly("first", "fourth (2 more since the last message of this kind)", "fifth");
    }

    @Test
    void shouldCountFromTheLastMessageAndNotFromTheLastFailure() {
        FailureLog log = log();
        for (int second = 0; second < 600; second++) {
            log.warn("failure", cause);
            nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }

        assertThat(messages()).hasSize(10);
        assertThat(messages().subList(1, 10)).containsOnly("failure (59 more since the last message of this kind)");
    }

    @Test
    void shouldTakeBracesInAMessageAsTheyAre() {
        log().warn("{} of {}", cause);

        assertThat(messages()).containsExactly("{} of {}");
    }

    @Test
    void shouldTellOfEveryFailureOnceWhereThreadsFailTogether() throws Exception {
        int threads = 8;
        int failures = 1000;
        FailureLog log = log();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Callable<Boolean> failing = () -> {
                IntStream.range(0, failures).forEach(i -> log.warn("failure", cause));
                return true;
            };
            List<Callable<Boolean>> all =
                    IntStream.range(0, threads).mapToObj(i -> failing).toList();
            for (Future<Boolean> done : pool.invokeAll(all)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        nanoTime.addAndGet(MINUTE);
        log.warn("last", cause);

        assertThat(messages())
                .containsExactly(
                        "failure", "last (" + (threads * failures - 1) + " more since the last message of this kind)");
    }

    @Test
    void shouldGoByTheSystemsClock() {
        FailureLog log = new FailureLog(logger);
        log.warn("first", cause);
        log.warn("second", cause);

        assertThat(messages()).containsExactly("first");
    }
}
