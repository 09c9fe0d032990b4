package io.mes.storage.delivery;

import io.mes.storage.chat.Chat;
import io.mes.storage.ring.Task;
import io.mes.storage.spool.Spool;
import io.mes.storage.spool.SpoolEntry;
import io.mes.storage.spool.SpoolException;
import io.mes.storage.spool.UndecodableChatException;
import io.mes.storage.stats.FailureLog;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.write.BatchWriter;
import io.mes.storage.write.Patience;
import io.mes.storage.write.RetryPause;
import io.mes.storage.write.Written;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that talks to the database: it does what it is given, in order, and in between stores what is in the spool, with
 * growing pauses while the database fails. Thread-safe.
 */
final class Replay {

    static final String REFUSED = "the database does not take it, not even sanitised";

    /** Connections may be stale once; after that the spool is the better place to wait. */
    static final Patience ONE_RETRY = attempt -> attempt == 0;

    private static final Logger log = LoggerFactory.getLogger(Replay.class);
    private static final int MAX_EXCHANGES = 500;
    private static final long MAX_BYTES = 4 << 20;

    /** While the database is away readers come again and again, each waiting in vain. */
    private static final int MAX_WAITING = 1000;

    /** A database that does nothing for so long while the store closes is not waited for; the spool keeps what it has. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long REMOVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A statement under way may end well in that time, even where there is none left. */
    private static final long LAST_MILLIS = 100;

    private final BatchWriter writer;
    private final Spool spool;
    private final StoreCounters counters;
    private final FailureLog failures = new FailureLog(log);
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Thread thread;

    /** Entries that are stored but could not be removed, for the disk of the spool is full or fails. */
    private final Set<Long> leftOver = new TreeSet<>();

    private long nextRemoval = System.nanoTime();
    private volatile long appendedUpTo;
    private volatile long replayedUpTo;
    private volatile boolean underWay;
    private volatile boolean interrupted;
    private volatile boolean ended;

    /**
     * A task, and what must be stored before it runs.
     *
     * @param behind the last sequence in the spool when it came
     */
    private record Waiting(Task<?> task, long behind) {}

    /** Starts the thread. */
    Replay(BatchWriter writer, Spool spool, StoreCounters counters) {
        this.writer = writer;
        this.spool = spool;
        this.counters = counters;
        this.underWay = spool.level().entries() > 0;
        this.appendedUpTo = underWay ? spool.level().lastSequence() : 0;
        this.thread = new Thread(this::work, "mes-database");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the spool holds something, so that whatever comes now must queue behind it. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Whether the database took nothing the last time. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** Does something on the thread, behind everything submitted before; a task that is behind the spool, behind that too. */
    void submit(Runnable task) {
        if (task instanceof Task<?> waitedFor && tasks.size() > MAX_WAITING) {
            waitedFor.abandon();
            return;
        }
        tasks.add(task);
        if (ended) {
            abandonTasks();
        }
    }

    /** Puts entries into the spool, to be stored behind those that are there. */
    void append(List<SpoolEntry> entries) throws SpoolException {
        synchronized (this) {
            spool.append(entries);
            appendedUpTo = entries.get(entries.size() - 1).sequence();
            if (!underWay) {
                underWay = true;
                tasks.add(Replay::wakeUp);
            }
        }
    }

    /** To have the thread look what there is to do. */
    private static void wakeUp() {}

    /** Counts what became of chats. */
    void settle(Written written) {
        interrupted = !written.unwritten().isEmpty();
        written.countIn(counters);
    }

    private void work() {
        int failed = 0;
        while (!ended) {
            try {
                Runnable task = next(failed);
                if (task instanceof Task<?> behind && behind.isBehindSpool()) {
                    runBehindSpool(behind);
                } else if (task != null) {
                    task.run();
                } else {
                    failed = replay() ? 0 : failed + 1;
                }
                runWaiting();
                removeLeftOver();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException | Error bug) {
                failed++;
                failures.warn("What is in the spool could not be stored, and is tried again", bug);
            }
        }
        waiting.forEach(one -> one.task().abandon());
        abandonTasks();
    }

    /** Nobody must wait for what is not going to be done. */
    private void abandonTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            if (task instanceof Task<?> waitedFor) {
                waitedFor.abandon();
            }
        }
    }

    /** Does something once what the spool holds now is stored. On this thread only. */
    private void runBehindSpool(Task<?> task) {
        waiting.add(new Waiting(task, appendedUpTo));
        if (waiting.size() > MAX_WAITING) {
            waiting.removeIf(one -> one.task().isOver());
        }
        if (waiting.size() > MAX_WAITING) {
            waiting.removeLast().task().abandon();
        }
    }

    private void runWaiting() {
        while (!waiting.isEmpty() && (!underWay || waiting.getFirst().behind() <= replayedUpTo)) {
            waiting.remove().task().run();
        }
    }

    /** What is to be done now; null if it is to replay. */
    private @Nullable Runnable next(int failed) throws InterruptedException {
        if (!underWay) {
            return leftOver.isEmpty() ? tasks.take() : tasks.poll(REMOVAL_NANOS, TimeUnit.NANOSECONDS);
        }
        return failed == 0 ? tasks.poll() : tasks.poll(RetryPause.millis(failed), TimeUnit.MILLISECONDS);
    }

    /** Stores the first part of what is in the spool; whether there was no failure. */
    private boolean replay() {
        try {
            long upTo = appendedUpTo;
            List<SpoolEntry> entries = spool.peek(replayedUpTo, MAX_EXCHANGES, MAX_BYTES);
            if (!entries.isEmpty()) {
                return replay(entries);
            }
            synchronized (this) {
                // What was appended and is not there was put among those rejected.
                replayedUpTo = Math.max(replayedUpTo, upTo);
                underWay = appendedUpTo > replayedUpTo;
            }
            return true;
        } catch (SpoolException e) {
            failures.warn("What is in the spool could not be read, and is tried again", e);
            return false;
        }
    }

    private boolean reject(SpoolEntry entry, String reason) {
        try {
            spool.reject(entry, reason);
            return true;
        } catch (SpoolException e) {
            failures.warn(
                    "An exchange could not be put among those rejected, and will be tried again after a restart", e);
            return false;
        }
    }

    private boolean replay(List<SpoolEntry> entries) {
        Map<SpoolEntry, Chat> decoded = new LinkedHashMap<>();
        for (SpoolEntry entry : entries) {
            if (leftOver.contains(entry.sequence())) {
                continue;
            }
            try {
                decoded.put(entry, entry.decode());
            } catch (UndecodableChatException e) {
                failures.warn("An exchange in the spool cannot be read; it is kept there, among those rejected", e);
                if (reject(entry, String.valueOf(e.getMessage()))) {
                    counters.recordLost(LossReason.NOT_PROCESSED, 1);
                }
            }
        }
        Written written = writer.write(List.copyOf(decoded.values()), true, ONE_RETRY);
        Map<String, SpoolEntry> settled = new HashMap<>();
        decoded.keySet().forEach(entry -> settled.put(entry.exchangeId(), entry));
        written.unwritten().forEach(chat -> settled.remove(chat.exchange().id()));
        for (Chat refused : written.refused()) {
            SpoolEntry entry = settled.remove(refused.exchange().id());
            if (entry != null) {
                reject(entry, REFUSED);
            }
        }
        settle(written);
        if (written.unwritten().isEmpty()) {
            replayedUpTo = entries.get(entries.size() - 1).sequence();
        }
        remove(settled.values().stream().map(SpoolEntry::sequence).toList());
        return written.unwritten().isEmpty();
    }

    /** What stays there though it is stored is no reason to wait; after a crash it would be found to be stored. */
    private void remove(List<Long> sequences) {
        leftOver.addAll(sequences);
        if (leftOver.isEmpty()) {
            return;
        }
        try {
            spool.remove(leftOver);
            leftOver.clear();
        } catch (SpoolException e) {
            nextRemoval = System.nanoTime() + REMOVAL_NANOS;
            failures.warn("What is stored could not be removed from the spool, and is tried again", e);
        }
    }

    private void removeLeftOver() {
        if (!leftOver.isEmpty() && System.nanoTime() - nextRemoval > 0) {
            remove(List.of());
        }
    }

    /** Ends when the spool is empty, when the database fails or does nothing any more, or with patience. */
    void close(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long seen = replayedUpTo;
        long idleUntil = System.nanoTime() + IDLE_NANOS;
        while (underWay && !interrupted && System.nanoTime() - deadline < 0 && System.nanoTime() - idleUntil < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (replayedUpTo != seen) {
                seen = replayedUpTo;
                idleUntil = System.nanoTime() + IDLE_NANOS;
            }
        }
        submit(() -> ended = true);
        try {
            long left = Math.min(IDLE_NANOS, deadline - System.nanoTime());
            thread.join(Math.max(LAST_MILLIS, TimeUnit.NANOSECONDS.toMillis(left)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        abandonTasks();
    }
}
