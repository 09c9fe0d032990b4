package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.parse.ExchangeParser;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Time to understand one exchange: a short question and an answer of so many bytes, plain or streamed.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar ParseBenchmark -f 1 -wi 3 -i 5 -r 1 -w 1 -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ParseBenchmark {

    /** Bytes of the response body, roughly. */
    @Param({"2000", "20000", "1000000"})
    public int bytes;

    /** Whether the answer is streamed. */
    @Param({"json", "sse"})
    public String form = "json";

    private final ExchangeParser parser = new ExchangeParser(16 << 20);
    private Exchange exchange = Traffic.exchange(1, "c", "{}", "{}");

    /** Makes the exchange. */
    @Setup
    public void prepare() {
        boolean streamed = form.equals("sse");
        // A chunk of four characters has about 160 bytes.
        String text = Traffic.text(streamed ? bytes / 40 : bytes);
        String response = streamed ? Traffic.stream(text) : Traffic.answer(text);
        exchange = Traffic.exchange(1, "c", Traffic.request("What is new?"), response);
    }

    /** Parses it. */
    @Benchmark
    public Chat parse() {
        return parser.parse(exchange);
    }
}
