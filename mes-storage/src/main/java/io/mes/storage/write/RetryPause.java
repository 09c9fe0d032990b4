package io.mes.storage.write;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The pauses between attempts: doubled each time up to five seconds, and varied so that gateways do not return all at
 * once. Thread-safe.
 */
public final class RetryPause implements Patience {

    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 5_000;

    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * Waits before the next attempt.
     *
     * @return whether there should be another attempt; false once {@link #end} was called or the thread interrupted
     */
    @Override
    public boolean await(int attempt) {
        try {
            return !ended.await(millis(attempt), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How long the pause behind a failed attempt is this time. */
    public static long millis(int attempt) {
        long longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 10));
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    /** Ends the pause that is on and all later ones. */
    public void end() {
        ended.countDown();
    }
}
