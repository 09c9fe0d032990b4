package io.mes.storage.ring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Holds requests until the ring is done with their exchanges. Thread-safe. */
public final class CommitGate {

    private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

    /** What became of an exchange that was to pass. */
    public enum Passage {
        /** It was not taken. */
        REFUSED,
        /** The ring is done with it. */
        SETTLED,
        /** Time is over, or the thread was interrupted. */
        LATE
    }

    /**
     * Offers an exchange on the calling thread and waits until it is settled.
     *
     * @param longest how long to wait, what the offer takes among it
     */
    public Passage pass(String exchangeId, BooleanSupplier offer, Duration longest) {
        CountDownLatch settled = waiting.computeIfAbsent(exchangeId, id -> new CountDownLatch(1));
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            if (!offer.getAsBoolean()) {
                return Passage.REFUSED;
            }
            long left = deadline - System.nanoTime();
            return settled.await(left, TimeUnit.NANOSECONDS) ? Passage.SETTLED : Passage.LATE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Passage.LATE;
        } finally {
            waiting.remove(exchangeId);
        }
    }

    /** Lets those go that wait for an exchange. */
    public void settled(String exchangeId) {
        CountDownLatch latch = waiting.get(exchangeId);
        if (latch != null) {
            latch.countDown();
        }
    }
}
