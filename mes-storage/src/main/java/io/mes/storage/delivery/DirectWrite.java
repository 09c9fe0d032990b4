package io.mes.storage.delivery;

import io.mes.storage.chat.Chat;
import io.mes.storage.write.Written;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A batch under way to the database on another thread. Whoever waits for it may give it up, and then goes another way with
 * it; what the database does with it all the same is found out when it is replayed.
 */
final class DirectWrite implements Runnable {

    private final List<Chat> chats;
    private final Function<List<Chat>, Written> writer;
    private final CountDownLatch done = new CountDownLatch(1);

    /** Set by whichever comes first: its end, or the end of patience with it. */
    private final AtomicBoolean decided = new AtomicBoolean();

    private volatile @Nullable Written written;

    DirectWrite(List<Chat> chats, Function<List<Chat>, Written> writer) {
        this.chats = chats;
        this.writer = writer;
    }

    /** Writes, unless it was given up before its turn came. */
    @Override
    public void run() {
        try {
            if (!decided.get()) {
                Written outcome = writer.apply(chats);
                if (decided.compareAndSet(false, true)) {
                    written = outcome;
                }
            }
        } finally {
            done.countDown();
        }
    }

    boolean isDoneWithin(long millis) throws InterruptedException {
        return done.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Gives it up, unless it has just ended. */
    void giveUp() {
        decided.compareAndSet(false, true);
    }

    /** What became of it; null if it was given up, or broke off by a fault. */
    @Nullable
    Written written() {
        return written;
    }
}
