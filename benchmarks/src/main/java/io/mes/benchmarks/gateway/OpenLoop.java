package io.mes.benchmarks.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Sends requests at a fixed rate, whether or not answers come: one that is slow does not keep those behind it from being sent.
 * Times count from the moment at which a request was due, so that a driver that is late tells of it (no coordinated
 * omission).
 */
final class OpenLoop implements AutoCloseable {

    private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int DIGITS = 3;

    private final HttpClient client = new HttpClient();
    private final AtomicLong sent = new AtomicLong();

    OpenLoop() {
        client.setMaxConnectionsPerDestination(Upstream.CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(Upstream.CONNECTIONS);
        LifeCycle.start(client);
    }

    /**
     * What the clients saw.
     *
     * @param requests how many were sent
     * @param failed how many of them were not answered with status 200
     * @param whole nanoseconds from the moment a request was due to the end of its answer
     * @param first the same to the first byte of its body
     */
    record Seen(long requests, long failed, Histogram whole, Histogram first) {}

    /** Sends for a while, and waits for the answers. */
    Seen run(URI gateway, Talk talk, double perSecond, Duration time) {
        long requests = Math.max(1, Math.round(perSecond * time.toNanos() / 1e9));
        Seen seen = new Seen(requests, 0, histogram(), histogram());
        AtomicLong failed = new AtomicLong();
        Phaser open = new Phaser(1);
        long start = System.nanoTime();
        for (long i = 0; i < requests; i++) {
            long due = start + Math.round(i * 1e9 / perSecond);
            awaitMoment(due);
            open.register();
            send(gateway, talk, due, seen, result -> {
                if (result.isFailed() || result.getResponse().getStatus() != 200) {
                    failed.incrementAndGet();
                }
                open.arriveAndDeregister();
            });
        }
        open.arriveAndAwaitAdvance();
        return new Seen(requests, failed.get(), seen.whole(), seen.first());
    }

    private void send(URI gateway, Talk talk, long due, Seen seen, Consumer<Result> end) {
        AtomicLong begun = new AtomicLong();
        client.POST(gateway)
                .body(new StringRequestContent("application/json", talk.request(sent.incrementAndGet())))
                .onResponseContent((response, content) -> {
                    if (begun.compareAndSet(0, System.nanoTime())) {
                        seen.first().recordValue(Math.min(LONGEST_NANOS, begun.get() - due));
                    }
                })
                .send(result -> {
                    seen.whole().recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - due));
                    end.accept(result);
                });
    }

    private static Histogram histogram() {
        return new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
    }

    private static void awaitMoment(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        LifeCycle.stop(client);
    }
}
