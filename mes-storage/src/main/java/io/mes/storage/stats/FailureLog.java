package io.mes.storage.stats;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs failures of one kind, at most one a minute, and says how many went unmentioned in between. Thread-safe.
 */
public final class FailureLog {

    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong nextAt;
    private final AtomicLong unmentioned = new AtomicLong();

    /** A log that goes by the system's clock. */
    public FailureLog(Logger log) {
        this(log, System::nanoTime);
    }

    FailureLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.nextAt = new AtomicLong(nanoTime.getAsLong());
    }

    /** Logs a failure, or counts it. The message must hold nothing that a client sent. */
    public void warn(String message, @Nullable Throwable cause) {
        long now = nanoTime.getAsLong();
        long next = nextAt.get();
        if (now - next < 0 || !nextAt.compareAndSet(next, now + INTERVAL_NANOS)) {
            unmentioned.incrementAndGet();
            return;
        }
        long since = unmentioned.getAndSet(0);
        String more = since == 0 ? "" : " (" + since + " more since the last message of this kind)";
        log.warn("{}{}", message, more, cause);
    }
}
