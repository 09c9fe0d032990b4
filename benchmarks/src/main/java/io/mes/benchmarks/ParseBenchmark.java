package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.parse.ExchangeParser;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Understanding one exchange, a short question and an answer of so many bytes, plain or streamed; and, to compare, only
 * decoding the texts of the same JSON. Read the ratio.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ParseBenchmark {

    static final String JSON = "json";
    static final String SSE = "sse";

    /** Bytes of the response body. */
    @Param({"2000", "20000", "1000000"})
    public int bytes;

    /** Whether the answer is streamed. */
    @Param({JSON, SSE})
    public String form = JSON;

    private final ExchangeParser parser = new ExchangeParser(16 << 20);
    private Exchange exchange = Traffic.exchange(1, "c", "{}", "{}");
    private byte[] request = {};
    private byte[] response = {};

    /** Makes the exchange. */
    @Setup
    public void prepare() {
        String answer = form.equals(SSE) ? SizedBodies.stream(bytes) : SizedBodies.answer(bytes);
        exchange = Traffic.exchange(1, "c", Traffic.request("What is new?"), answer);
        request = exchange.request().toByteArray();
        response = exchange.response().toByteArray();
    }

    /** Parses it. */
    @Benchmark
    public Chat parse() {
        return parser.parse(exchange);
    }

    /** Decodes its texts. */
    @Benchmark
    public long tokenise() {
        return Tokens.ofJson(request) + (form.equals(SSE) ? Tokens.ofEvents(response) : Tokens.ofJson(response));
    }
}
