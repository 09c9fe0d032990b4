package io.mes.demo;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Writes one event after the other, at the pace of a model that thinks. */
final class SimulatedStream {

    private static final long MILLIS_A_TOKEN = 15;

    private final AsyncContext async;
    private final Iterator<String> events;
    private final ScheduledExecutorService clock;

    SimulatedStream(AsyncContext async, List<String> events, ScheduledExecutorService clock) {
        this.async = async;
        this.events = events.iterator();
        this.clock = clock;
    }

    void start() {
        next();
    }

    private void next() {
        try {
            ServletOutputStream out = async.getResponse().getOutputStream();
            out.write(("data: " + events.next() + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (events.hasNext()) {
                ScheduledFuture<?> unused = clock.schedule(this::next, MILLIS_A_TOKEN, TimeUnit.MILLISECONDS);
            } else {
                async.complete();
            }
        } catch (IOException | RuntimeException clientOrServerGone) {
            async.complete();
        }
    }
}
