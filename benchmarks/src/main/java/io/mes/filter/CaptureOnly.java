package io.mes.filter;

import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.exchange.CaptureBudget;
import io.mes.storage.exchange.Exchange;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A filter whose exchanges are released as soon as they are handed over, so that nothing but capturing them costs anything. */
public final class CaptureOnly {

    private static final long BUDGET = 64 << 20;

    private final AtomicLong bytes = new AtomicLong();
    private final MesFilter filter;

    /** A filter with the settings that a store has by default. */
    public CaptureOnly() {
        List<String> headers =
                StorageConfig.builder(Dsn.parse("local", "unused")).build().requestHeaders();
        this.filter = new MesFilter(new Capture(
                this::release,
                new CaptureBudget(BUDGET),
                CaptureConfig.DEFAULT,
                headers,
                IdentityResolver.ofAttributes(),
                Clock.systemUTC()));
    }

    private boolean release(Exchange exchange) {
        bytes.addAndGet(exchange.bytes());
        exchange.release();
        return true;
    }

    /** The filter. */
    public MesFilter filter() {
        return filter;
    }

    /** Bytes of all bodies captured until now. */
    public long bytes() {
        return bytes.get();
    }
}
