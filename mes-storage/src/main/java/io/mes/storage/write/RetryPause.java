package io.mes.storage.write;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The pauses between attempts: doubled each time up to five seconds, and varied so that gateways do not return all at
 * once. Thread-safe.
 */
public final class RetryPause {

    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 5_000;

    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * Waits before the next attempt.
     *
     * @param attempt the number of the failed one, counted from 0
     * @return whether there should be another attempt; false once {@link #end} was called or the thread interrupted
     */
    public boolean await(int attempt) {
        long longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 10));
        long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        try {
            return !ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the pause that is on and all later ones. */
    public void end() {
        ended.countDown();
    }
}
