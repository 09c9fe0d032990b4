package io.mes.benchmarks;

import io.mes.filter.CaptureOnly;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request to an application behind Jetty, in memory and on one thread, behind the filter and without it: request and
 * response of a size, in pieces of 8 KB, or a request of 2 KB answered by a stream of 60 events of 250 bytes. Captured
 * exchanges are handed over to a sink that releases them at once. Read the difference, also of what is allocated: the
 * bodies and 2 KB are the goal.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TeeBenchmark {

    static final String STREAM = "stream";

    private static final int EVENTS = 60;
    private static final int REQUEST_OF_STREAM = 2000;

    /** Bytes of each body. */
    @Param({"2000", "20000", "1000000", STREAM})
    public String bodies = STREAM;

    private final CaptureOnly capture = new CaptureOnly();
    private @Nullable LocalServer server;
    private long bytes;

    /** Starts the application. */
    @Setup
    public void start() {
        boolean streamed = bodies.equals(STREAM);
        int size = streamed ? REQUEST_OF_STREAM : Integer.parseInt(bodies);
        Answer answer = streamed ? Answer.stream(EVENTS) : Answer.plain(SizedBodies.answer(size));
        String request = SizedBodies.request(size);
        LocalServer started = new LocalServer(capture.filter(), request, answer);
        server = started;
        started.request(false);
        started.request(true);
        bytes = capture.bytes();
        if (bytes < size + answer.bytes() - 2) {
            throw new IllegalStateException("Not everything was captured: " + bytes);
        }
    }

    /** Bytes that a request and its answer have. */
    long bytes() {
        return bytes;
    }

    /** Stops it. */
    @TearDown
    public void stop() {
        Objects.requireNonNull(server).close();
    }

    /** Behind the filter. */
    @Benchmark
    public int captured() {
        return Objects.requireNonNull(server).request(true);
    }

    /** Without it. */
    @Benchmark
    public int bare() {
        return Objects.requireNonNull(server).request(false);
    }
}
