package io.mes.storage.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits without using a processor, at almost no cost for whoever publishes.
 *
 * <p>To wake a thread costs a publisher more than all else it does. So a consumer that has run out of work naps first, some
 * times, and looks by itself what has come; as long as something comes now and then nobody has to wake it, and more is
 * written in one transaction. Only behind the last nap does it sleep until it is woken, which takes the lock. What somebody
 * waits for ends the naps: {@link #hurry}.
 *
 * <p>While the consumer before it works, a consumer parks for short times, where the library's blocking strategy would
 * spin: parsing a large body takes milliseconds.
 */
final class ParkingWaitStrategy implements WaitStrategy {

    private static final int NAPS = 4;
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PARK_NANOS = 50_000;
    private static final int SPINS = 100;

    private final int naps;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final AtomicInteger sleepers = new AtomicInteger();
    private final AtomicInteger nappers = new AtomicInteger();
    private final AtomicLong hurried = new AtomicLong(-1);

    /**
     * A strategy for one ring.
     *
     * @param prompt whether whoever publishes waits for the consumers, so that these must not nap
     */
    ParkingWaitStrategy(boolean prompt) {
        this.naps = prompt ? 0 : NAPS;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        long available = dependentSequence.get();
        if (available < sequence) {
            nap(sequence, dependentSequence, barrier);
            sleepUntilPublished(sequence, cursor, barrier);
            available = dependentSequence.get();
        }
        for (int spins = 0; available < sequence; spins++) {
            barrier.checkAlert();
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PARK_NANOS);
            }
            available = dependentSequence.get();
        }
        return available;
    }

    private void nap(long sequence, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        lock.lock();
        nappers.incrementAndGet();
        try {
            for (int i = 0; i < naps && dependentSequence.get() < sequence && hurried.get() < sequence; i++) {
                barrier.checkAlert();
                published.awaitNanos(NAP_NANOS);
            }
        } finally {
            nappers.decrementAndGet();
            lock.unlock();
        }
    }

    /**
     * No wake-up is lost: a consumer announces itself before it looks at the cursor, a publisher moves the cursor before
     * it looks for sleepers, with a fence between on both sides. Either the consumer sees the cursor or the publisher the
     * consumer.
     */
    private void sleepUntilPublished(long sequence, Sequence cursor, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        lock.lock();
        sleepers.incrementAndGet();
        // The library reads the cursor without one.
        VarHandle.fullFence();
        try {
            while (cursor.get() < sequence) {
                barrier.checkAlert();
                published.await();
            }
        } finally {
            sleepers.decrementAndGet();
            lock.unlock();
        }
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        if (sleepers.get() > 0) {
            wake();
        }
    }

    /** Has no consumer nap before it has worked off what is published up to this sequence. */
    void hurry(long sequence) {
        hurried.accumulateAndGet(sequence, Math::max);
        wake();
    }

    /** Whether a consumer naps. */
    boolean isNapping() {
        return nappers.get() > 0;
    }

    private void wake() {
        lock.lock();
        try {
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
