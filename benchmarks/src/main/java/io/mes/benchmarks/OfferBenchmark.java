package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.chat.ChatResponse;
import io.mes.storage.chat.Usage;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.ring.ExchangeRing;
import io.mes.storage.ring.RingConfig;
import io.mes.storage.stats.StoreCounters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What handing an exchange over costs a request thread, with one, four and sixteen of them; and, to compare, the same with a
 * queue of the JDK that one thread empties. Nothing is parsed or written, so that ring and queue are as empty as they can be;
 * refusals of full ones are part of what is measured. Read the ratio.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class OfferBenchmark {

    private static final int SLOTS = 8192;
    private static final Exchange EXCHANGE = Traffic.exchange(1, "c", "{}", "{}");

    /** What MES hands over with. */
    @State(Scope.Benchmark)
    public static class Ring {

        private @Nullable ExchangeRing ring;

        /** Starts it. */
        @Setup
        public void start() {
            Chat chat = new Chat(
                    EXCHANGE,
                    new ChatRequest(null, null, List.of(), Map.of(), false),
                    new ChatResponse(null, null, List.of(), Usage.NONE, null, Map.of(), false, true));
            ring = new ExchangeRing(
                    new RingConfig(SLOTS, 500, 8 << 20, 8 << 20, false),
                    exchange -> chat,
                    chats -> {},
                    Exchange::release,
                    new StoreCounters());
        }

        boolean offer() {
            return Objects.requireNonNull(ring).offer(EXCHANGE);
        }

        /** Stops it. */
        @TearDown
        public void stop() {
            Objects.requireNonNull(ring).close(Duration.ofSeconds(10));
        }
    }

    /** What it is compared with. */
    @State(Scope.Benchmark)
    public static class Queue {

        private final BlockingQueue<Exchange> queue = new ArrayBlockingQueue<>(SLOTS);
        private final Thread consumer = new Thread(this::consume, "consumer");

        private void consume() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    queue.take().release();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        /** Starts it. */
        @Setup
        public void start() {
            consumer.start();
        }

        boolean offer() {
            return queue.offer(EXCHANGE);
        }

        /** Stops it. */
        @TearDown
        public void stop() {
            consumer.interrupt();
        }
    }

    /** One thread. */
    @Benchmark
    public boolean by01Thread(Ring ring) {
        return ring.offer();
    }

    /** Four threads. */
    @Benchmark
    @Threads(4)
    public boolean by04Threads(Ring ring) {
        return ring.offer();
    }

    /** Sixteen threads. */
    @Benchmark
    @Threads(16)
    public boolean by16Threads(Ring ring) {
        return ring.offer();
    }

    /** One thread, into the queue. */
    @Benchmark
    public boolean queueBy01Thread(Queue queue) {
        return queue.offer();
    }

    /** Four threads, into the queue. */
    @Benchmark
    @Threads(4)
    public boolean queueBy04Threads(Queue queue) {
        return queue.offer();
    }

    /** Sixteen threads, into the queue. */
    @Benchmark
    @Threads(16)
    public boolean queueBy16Threads(Queue queue) {
        return queue.offer();
    }
}
