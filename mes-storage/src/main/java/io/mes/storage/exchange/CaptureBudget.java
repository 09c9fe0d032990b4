package io.mes.storage.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that captured bodies may hold at one time, from the first byte read until the row is written.
 *
 * <p>Thread-safe; one compare-and-set a reservation. Whoever reserved must release exactly as much, once.
 */
public final class CaptureBudget {

    private final long limit;
    private final AtomicLong reserved = new AtomicLong();

    /**
     * A budget of so many bytes.
     *
     * @param limit bytes, at least 0
     */
    public CaptureBudget(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative, but is " + limit);
        }
        this.limit = limit;
    }

    /** Takes so many bytes if that many are left; all or nothing. */
    public boolean reserve(long bytes) {
        long before = reserved.get();
        while (bytes <= limit - before) {
            if (reserved.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }

    /** Gives back what was reserved. */
    public void release(long bytes) {
        reserved.addAndGet(-bytes);
    }

    /** Bytes held now. */
    public long reserved() {
        return reserved.get();
    }

    /** Bytes that may be held. */
    public long limit() {
        return limit;
    }
}
