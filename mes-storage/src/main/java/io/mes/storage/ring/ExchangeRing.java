package io.mes.storage.ring;

import com.lmax.disruptor.EventTranslatorOneArg;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.mes.storage.chat.Chat;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.ExchangeSink;
import io.mes.storage.stats.FailureLog;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded backlog between request threads and the writer. Owns a parser and a writer thread from construction until
 * {@link #close}.
 */
public final class ExchangeRing implements ExchangeSink {

    private static final EventTranslatorOneArg<Slot, Exchange> PUT_EXCHANGE =
            (slot, sequence, exchange) -> slot.put(exchange);
    private static final EventTranslatorOneArg<Slot, Runnable> PUT_TASK = (slot, sequence, task) -> slot.put(task);

    private final DaemonThreads threads = new DaemonThreads();
    private final Disruptor<Slot> disruptor;
    private final RingBuffer<Slot> ring;
    private static final Logger log = LoggerFactory.getLogger(ExchangeRing.class);

    private final StoreCounters counters;
    private final Consumer<Exchange> released;
    private final FailureLog failures = new FailureLog(log);
    private final ParsedLimit limit;

    /** Set once. An exchange offered in the very moment of closing may still be taken, and is then written or counted. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Starts both threads.
     *
     * @param parser turns an exchange into a chat; called on the parser thread
     * @param sink where chats and tasks go
     * @param released what is to happen when the ring is done with an exchange, whatever became of it; on any of its threads
     */
    public ExchangeRing(
            RingConfig config,
            Function<Exchange, Chat> parser,
            ChatSink sink,
            Consumer<Exchange> released,
            StoreCounters counters) {
        this.released = released;
        this.counters = counters;
        this.limit = new ParsedLimit(config.parsedCharacters());
        this.disruptor =
                new Disruptor<>(Slot::new, config.slots(), threads, ProducerType.MULTI, new ParkingWaitStrategy());
        StageFailures stageFailures = new StageFailures(counters);
        disruptor.setDefaultExceptionHandler(stageFailures);
        disruptor
                .handleEventsWith(new ParseStage(parser, limit))
                .then(new WriteStage(config, sink, released, limit, stageFailures));
        this.ring = disruptor.start();
    }

    @Override
    public boolean offer(Exchange exchange) {
        return offer(exchange, Duration.ZERO);
    }

    /** Like {@link #offer(Exchange)}, but waits so long for room in a full ring. */
    public boolean offer(Exchange exchange, Duration patience) {
        if (closed.get()) {
            counters.recordLost(LossReason.CLOSED, 1);
        } else if (publishBefore(patience, () -> ring.tryPublishEvent(PUT_EXCHANGE, exchange))) {
            counters.recordAccepted();
            return true;
        } else {
            counters.recordLost(LossReason.BACKLOG_FULL, 1);
            failures.warn("The backlog of " + ring.getBufferSize() + " exchanges is full; exchanges are lost", null);
        }
        released.accept(exchange);
        return false;
    }

    /**
     * Runs a task on the writer thread once everything taken before it is stored or given up.
     *
     * @return its result; failed with {@link RejectedExecutionException} if the ring is full or closed
     */
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        return submit(task, Runnable::run);
    }

    /**
     * Likewise, but leaves it to somebody else when the task runs.
     *
     * @param later takes what is to be run; called on the writer thread
     */
    public <T> CompletableFuture<T> submit(Callable<T> task, Consumer<Runnable> later) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable completing = () -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        if (closed.get() || !ring.tryPublishEvent(PUT_TASK, () -> later.accept(completing))) {
            result.completeExceptionally(new RejectedExecutionException("The backlog is full or the store closed"));
        }
        return result;
    }

    /** Exchanges and tasks taken and not yet done with. */
    public long backlog() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    /**
     * Refuses what comes from now on, waits until the backlog is written, and ends the threads. Does nothing the second
     * time.
     *
     * @param patience how long to wait
     * @return whether everything was written in that time
     */
    public boolean close(Duration patience) {
        if (closed.getAndSet(true)) {
            return true;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        CountDownLatch drained = new CountDownLatch(1);
        try {
            return publishBefore(patience, () -> ring.tryPublishEvent(PUT_TASK, drained::countDown))
                    && drained.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            limit.end();
            disruptor.halt();
        }
    }

    /**
     * Gives up what a ring that was closed could not hand on, once its writer has ended.
     *
     * @param patience how long that may take
     * @return how many exchanges there were; 0 if the writer is at work still, which deals with the rest itself
     */
    public long abandon(Duration patience) {
        try {
            for (Thread thread : threads.started()) {
                thread.join(Math.max(1, patience.toMillis()));
                if (thread.isAlive()) {
                    return 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
        long abandoned = 0;
        for (long sequence = ring.getMinimumGatingSequence() + 1; sequence <= ring.getCursor(); sequence++) {
            Slot slot = ring.get(sequence);
            Exchange exchange = slot.exchange();
            slot.clear();
            if (exchange != null) {
                released.accept(exchange);
                abandoned++;
            }
        }
        return abandoned;
    }

    /** A full ring makes room as the writer proceeds; whether it did so before the deadline. */
    private static boolean publishBefore(Duration patience, BooleanSupplier publication) {
        if (publication.getAsBoolean()) {
            return true;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (!publication.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return true;
    }

    private static final class DaemonThreads implements ThreadFactory {

        private static final String[] NAMES = {"mes-parser", "mes-writer"};

        private final List<Thread> started = new CopyOnWriteArrayList<>();

        @Override
        public Thread newThread(Runnable work) {
            Thread thread = new Thread(work, NAMES[started.size() % NAMES.length]);
            thread.setDaemon(true);
            started.add(thread);
            return thread;
        }

        List<Thread> started() {
            return started;
        }
    }
}
