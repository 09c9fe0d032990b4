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
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * What handing an exchange over costs a request thread, with one, four and sixteen of them. Parsing and writing do
 * nothing, so the ring is as empty as it can be; refusals of a full ring are part of what is measured.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar OfferBenchmark -f 1 -wi 3 -i 5 -r 1 -w 1}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OfferBenchmark {

    private final Exchange exchange = Traffic.exchange(1, "c", "{}", "{}");
    private final Chat chat = new Chat(
            exchange,
            new ChatRequest(null, null, List.of(), Map.of(), false),
            new ChatResponse(null, null, List.of(), Usage.NONE, null, Map.of(), false, true));
    private ExchangeRing ring = ring();

    private ExchangeRing ring() {
        return new ExchangeRing(
                new RingConfig(8192, 500, 8 << 20, 8 << 20),
                x -> chat,
                chats -> {},
                Exchange::release,
                new StoreCounters());
    }

    /** Starts a ring. */
    @Setup
    public void start() {
        ring.close(Duration.ofSeconds(1));
        ring = ring();
    }

    /** Stops the ring. */
    @TearDown
    public void stop() {
        ring.close(Duration.ofSeconds(10));
    }

    /** One thread. */
    @Benchmark
    public boolean by01Thread() {
        return ring.offer(exchange);
    }

    /** Four threads. */
    @Benchmark
    @Threads(4)
    public boolean by04Threads() {
        return ring.offer(exchange);
    }

    /** Sixteen threads. */
    @Benchmark
    @Threads(16)
    public boolean by16Threads() {
        return ring.offer(exchange);
    }
}
