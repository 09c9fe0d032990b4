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
        requireNotNegative("limit", limit);
        this.limit = limit;
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }

    /** Takes so many bytes, at least 0, if that many are left; all or nothing. */
    public boolean reserve(long bytes) {
        requireNotNegative("bytes", bytes);
        long before = reserved.get();
        while (bytes <= limit - before) {
            if (reserved.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }

    /** Gives back what was reserved. Giving back more than is held empties the budget and does not enlarge it. */
    public void release(long bytes) {
        requireNotNegative("bytes", bytes);
        reserved.updateAndGet(held -> Math.max(0, held - bytes));
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
