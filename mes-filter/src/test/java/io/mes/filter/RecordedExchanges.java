package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.StorageConfig;
import io.mes.storage.exchange.CaptureBudget;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeSink;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes what a filter records, sorted by the case that each request names in its header {@value #CASE}. */
final class RecordedExchanges implements ExchangeSink {

    static final String CASE = "x-case";

    private final CaptureBudget budget = new CaptureBudget(100_000_000);
    private final Map<String, List<Exchange>> byCase = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();

    /** A filter that records here. */
    MesFilter filter() {
        return filter(CaptureConfig.DEFAULT);
    }

    MesFilter filter(CaptureConfig config) {
        return filter(config, IdentityResolver.ofAttributes());
    }

    MesFilter filter(CaptureConfig config, IdentityResolver identity) {
        List<String> headers = List.of(CASE, StorageConfig.CONSENT_HEADER);
        return new MesFilter(new Capture(this, budget, config, headers, identity, Clock.systemUTC()));
    }

    @Override
    public boolean offer(Exchange exchange) {
        String name = String.valueOf(exchange.header(CASE));
        byCase.computeIfAbsent(name, unknown -> new CopyOnWriteArrayList<>()).add(exchange);
        CountDownLatch hold = holds.get(name);
        if (hold != null) {
            awaitQuietly(hold);
        }
        return true;
    }

    private static void awaitQuietly(CountDownLatch hold) {
        try {
            if (!hold.await(15, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody lets the request go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds the request of a case until the latch is counted down, as a store does that waits for its database. */
    CountDownLatch hold(String name) {
        return holds.computeIfAbsent(name, held -> new CountDownLatch(1));
    }

    @Override
    public boolean holdsRequests() {
        return !holds.isEmpty();
    }

    @Override
    public void captureFailed() {
        failures.incrementAndGet();
    }

    CaptureBudget budget() {
        return budget;
    }

    List<Exchange> of(String name) {
        return byCase.getOrDefault(name, List.of());
    }

    /** The exchange of a case, as soon as it is there. */
    Exchange await1(String name) {
        await(name)
                .atMost(Duration.ofSeconds(15))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !of(name).isEmpty());
        return of(name).get(0);
    }

    /** To be asked when nothing more can come. */
    void assertOneFor(List<String> cases) {
        List<String> wrong = new ArrayList<>();
        for (String name : cases) {
            if (of(name).size() != 1) {
                wrong.add(name + ": " + of(name));
            }
        }
        assertThat(wrong).as("cases without exactly one exchange").isEmpty();
        assertThat(failures).hasValue(0);
    }
}
