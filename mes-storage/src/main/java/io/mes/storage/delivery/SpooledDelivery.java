package io.mes.storage.delivery;

import io.mes.storage.chat.Chat;
import io.mes.storage.ring.Task;
import io.mes.storage.spool.Spool;
import io.mes.storage.spool.SpoolEntry;
import io.mes.storage.spool.SpoolException;
import io.mes.storage.spool.SpoolFullException;
import io.mes.storage.spool.SpoolLevel;
import io.mes.storage.stats.FailureLog;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.write.BatchWriter;
import io.mes.storage.write.Patience;
import io.mes.storage.write.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A delivery that never keeps the ring waiting for a database that fails or hangs: it diverts into a spool, and replays that
 * on a thread of its own.
 *
 * <p>Where the spool fails too, a batch waits for either, and the ring behind it fills.
 */
public final class SpooledDelivery implements Delivery {

    private static final Logger log = LoggerFactory.getLogger(SpooledDelivery.class);

    /** How often to look whether the backlog grows while the database is at work. */
    private static final long LOOK_MILLIS = 10;

    private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

    private final BatchWriter writer;
    private final Spool spool;
    private final StoreCounters counters;
    private final Patience patience;
    private final BooleanSupplier pressed;
    private final Duration longest;
    private final Replay replay;
    private final FailureLog failures = new FailureLog(log);
    private volatile boolean hurried;
    private long sequence;

    /**
     * Begins to replay what the spool holds.
     *
     * @param spool closed with this
     * @param patience how long to go on with a batch that neither database nor spool take
     * @param pressed whether so much waits in the ring that a batch under way must be waited for no longer
     * @param longest how long to wait for a batch under way when nothing presses
     */
    public SpooledDelivery(
            BatchWriter writer,
            Spool spool,
            StoreCounters counters,
            Patience patience,
            BooleanSupplier pressed,
            Duration longest) {
        this.writer = writer;
        this.spool = spool;
        this.counters = counters;
        this.patience = patience;
        this.pressed = pressed;
        this.longest = longest;
        this.sequence = spool.level().lastSequence();
        counters.recordRecovered(spool.level().entries());
        this.replay = new Replay(writer, spool, counters);
    }

    @Override
    public void write(List<Chat> chats) {
        List<Chat> left = chats;
        boolean again = false;
        for (int attempt = 0; !left.isEmpty(); attempt++) {
            if (!replay.isUnderWay()) {
                left = writeNow(left, again);
                again = true;
            }
            left = spool(left);
            if (!left.isEmpty() && !patience.await(attempt)) {
                counters.recordLost(LossReason.NOT_WRITTEN, left.size());
                return;
            }
        }
    }

    /** What the database did not take of a batch, or not in time. */
    private List<Chat> writeNow(List<Chat> chats, boolean again) {
        DirectWrite write = new DirectWrite(chats, batch -> writer.write(batch, again, Replay.ONE_RETRY));
        replay.submit(write);
        // A spool that has just refused a batch is no better place for it, whatever presses.
        awaitEnd(write, again ? () -> false : pressed);
        Written written = write.written();
        if (written == null) {
            return chats;
        }
        replay.settle(written);
        List<Chat> refused = written.refused();
        if (!refused.isEmpty()) {
            reject(refused);
        }
        return written.unwritten();
    }

    private void awaitEnd(DirectWrite write, BooleanSupplier haste) {
        long start = System.nanoTime();
        try {
            while (!write.isDoneWithin(LOOK_MILLIS)) {
                long waited = System.nanoTime() - start;
                boolean late = waited > longest.toNanos() || (hurried && waited > LAST_PATIENCE.toNanos());
                if (late || haste.getAsBoolean()) {
                    write.giveUp();
                    return;
                }
            }
        } catch (InterruptedException e) {
            write.giveUp();
            Thread.currentThread().interrupt();
        }
    }

    /** Puts into the spool what it takes, and returns the rest. */
    private List<Chat> spool(List<Chat> chats) {
        try {
            if (!chats.isEmpty()) {
                List<SpoolEntry> entries = entries(chats);
                if (!entries.isEmpty()) {
                    replay.append(entries);
                    counters.recordSpooled(entries.size());
                }
            }
            return List.of();
        } catch (SpoolFullException e) {
            if (chats.size() > 1) {
                return spoolApart(chats);
            }
            failures.warn("The spool is full; exchanges wait in memory", e);
        } catch (SpoolException e) {
            failures.warn("The spool takes nothing; exchanges wait in memory", e);
        }
        return chats;
    }

    private List<Chat> spoolApart(List<Chat> chats) {
        int middle = chats.size() / 2;
        List<Chat> left = new ArrayList<>(spool(chats.subList(0, middle)));
        List<Chat> second = chats.subList(middle, chats.size());
        left.addAll(left.isEmpty() ? spool(second) : second);
        return left;
    }

    private List<SpoolEntry> entries(List<Chat> chats) {
        List<SpoolEntry> entries = new ArrayList<>();
        for (Chat chat : chats) {
            try {
                entries.add(SpoolEntry.of(++sequence, writer.keepable(chat)));
            } catch (RuntimeException bug) {
                failures.warn("An exchange could not be written down for the spool, and is lost", bug);
                counters.recordLost(LossReason.NOT_PROCESSED, 1);
            }
        }
        return entries;
    }

    /** Keeps for people what the database refuses. */
    private void reject(List<Chat> chats) {
        try {
            spool.appendRejected(entries(chats), Replay.REFUSED);
        } catch (SpoolException e) {
            failures.warn("What the database refuses could not be kept in the spool", e);
        }
    }

    @Override
    public void run(Task<?> task) {
        replay.submit(task);
    }

    @Override
    public boolean isInterrupted() {
        return replay.isInterrupted();
    }

    @Override
    public @Nullable SpoolLevel spool() {
        return spool.level();
    }

    @Override
    public void hurry() {
        hurried = true;
    }

    @Override
    public void close(Duration closePatience) {
        replay.close(closePatience);
        SpoolLevel left = spool.level();
        if (left.entries() > 0) {
            log.info("{} exchanges stay in the spool and are stored when the next store is opened", left.entries());
        }
        spool.close();
    }
}
