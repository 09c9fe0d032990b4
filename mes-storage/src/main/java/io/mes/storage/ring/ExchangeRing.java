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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded backlog between request threads and the writer. Owns a parser and a writer thread from construction until
 * {@link #close}.
 */
public final class ExchangeRing implements ExchangeSink {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final EventTranslatorOneArg<Slot, Exchange> PUT_EXCHANGE =
            (slot, sequence, exchange) -> slot.put(exchange);
    private static final EventTranslatorOneArg<Slot, Task<?>> PUT_TASK = (slot, sequence, task) -> slot.put(task);

    private final DaemonThreads threads = new DaemonThreads();
    private final ParkingWaitStrategy waiting;
    private final Disruptor<Slot> disruptor;
    private final RingBuffer<Slot> ring;
    private static final Logger log = LoggerFactory.getLogger(ExchangeRing.class);

    private final StoreCounters counters;
    private final Consumer<Exchange> released;
    private final FailureLog failures = new FailureLog(log);
    private final String fullWarning;
    private final FailureLog lateFailures = new FailureLog(log);
    private final ParsedLimit limit;

    /** Set once. An exchange offered in the very moment of closing may still be taken, and is then written or counted. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Set once the threads have ended. */
    private volatile boolean ended;

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
        this.fullWarning = "The backlog of " + config.slots() + " exchanges is full; exchanges are lost";
        this.limit = new ParsedLimit(config.parsedCharacters());
        this.waiting = new ParkingWaitStrategy(config.prompt());
        this.disruptor = new Disruptor<>(Slot::new, config.slots(), threads, ProducerType.MULTI, waiting);
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
        if (isPublished(exchange, patience)) {
            counters.recordAccepted();
            counters.recordBytes(
                    (long) exchange.request().length() + exchange.response().length());
            giveUpBehindEnd();
            return true;
        }
        if (closed.get()) {
            counters.recordLost(LossReason.CLOSED, 1);
            lateFailures.warn("The store is closed; exchanges that end now are lost", null);
        } else {
            counters.recordLost(LossReason.BACKLOG_FULL, 1);
            failures.warn(fullWarning, null);
        }
        released.accept(exchange);
        return false;
    }

    /** A full ring makes room as the writer proceeds. */
    private boolean isPublished(Exchange exchange, Duration patience) {
        if (closed.get()) {
            return false;
        }
        if (ring.tryPublishEvent(PUT_EXCHANGE, exchange)) {
            return true;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (!closed.get() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (ring.tryPublishEvent(PUT_EXCHANGE, exchange)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the threads naps, and so may come a moment late. */
    public boolean isNapping() {
        return waiting.isNapping();
    }

    /** Has the threads work now rather than in a moment, for there is little room left. */
    public void hurry() {
        waiting.hurry(ring.getCursor());
    }

    /**
     * Has the writer run a task in its turn.
     *
     * @return its result; failed with {@link java.util.concurrent.RejectedExecutionException} if the ring is full or closed, or
     *     closes before its turn comes
     */
    public <T> CompletableFuture<T> submit(Task<T> task) {
        if (closed.get() || !ring.tryPublishEvent(PUT_TASK, task)) {
            task.abandon();
        } else {
            waiting.hurry(ring.getCursor());
            giveUpBehindEnd();
        }
        return task.result();
    }

    /** Exchanges and tasks taken and not yet done with. */
    public long backlog() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    /**
     * Refuses what comes from now on, waits until the backlog is written, and has the threads end. Does nothing the second
     * time.
     *
     * @param patience how long to wait
     * @return whether everything was written in that time
     */
    public boolean close(Duration patience) {
        if (closed.getAndSet(true)) {
            return true;
        }
        waiting.hurry(ring.getCursor());
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (ring.getMinimumGatingSequence() < ring.getCursor()) {
                if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
            return true;
        } finally {
            limit.end();
            disruptor.halt();
        }
    }

    /**
     * Gives up what a ring that was closed could not hand on, and counts it; later, if its threads do not end in time.
     *
     * @param patience how long to wait for them
     * @return whether they have ended
     */
    public boolean abandon(Duration patience) {
        Thread closing = new Thread(this::awaitEnd, "mes-closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !closing.isAlive();
    }

    private void awaitEnd() {
        try {
            for (Thread thread : threads.started()) {
                thread.join();
            }
            ended = true;
            giveUpBehindEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What is published in the moment of closing may come behind the end of the writer. Then either its publisher or whoever
     * closes sees it here.
     */
    private void giveUpBehindEnd() {
        if (ended) {
            giveUpTheRest();
        }
    }

    private synchronized void giveUpTheRest() {
        for (long sequence = ring.getMinimumGatingSequence() + 1; sequence <= ring.getCursor(); sequence++) {
            // Claimed: in a moment it is published, by a thread that may not have seen the end.
            while (!ring.isAvailable(sequence)) {
                Thread.onSpinWait();
            }
            giveUp(ring.get(sequence));
        }
    }

    private void giveUp(Slot slot) {
        Exchange exchange = slot.exchange();
        Task<?> task = slot.task();
        slot.clear();
        if (exchange != null) {
            counters.recordLost(LossReason.NOT_WRITTEN, 1);
            released.accept(exchange);
        }
        if (task != null) {
            task.abandon();
        }
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
