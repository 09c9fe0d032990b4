package io.mes.storage.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits without using a processor, at almost no cost for whoever publishes.
 *
 * <p>Until something is published a consumer sleeps on a condition. A publisher takes the lock only when a consumer is
 * asleep. While the consumer before it works, a consumer parks for short times, where the library's blocking strategy
 * would spin: parsing a large body takes milliseconds.
 */
final class ParkingWaitStrategy implements WaitStrategy {

    private static final long PARK_NANOS = 50_000;
    private static final int SPINS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final AtomicInteger sleepers = new AtomicInteger();

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        if (cursor.get() < sequence) {
            sleepUntilPublished(sequence, cursor, barrier);
        }
        long available = dependentSequence.get();
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

    /**
     * No wake-up is lost: a consumer announces itself before it looks at the cursor, a publisher moves the cursor before
     * it looks for sleepers, and both are volatile. Either the consumer sees the cursor or the publisher the consumer.
     */
    private void sleepUntilPublished(long sequence, Sequence cursor, SequenceBarrier barrier)
            throws AlertException, InterruptedException {
        lock.lock();
        sleepers.incrementAndGet();
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
        if (sleepers.get() > 0) {
            lock.lock();
            try {
                published.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
