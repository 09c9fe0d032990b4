package io.mes.storage.write;

import io.mes.storage.chat.Chat;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import java.util.ArrayList;
import java.util.List;

/** What became of chats that were to be written: each is stored, discarded, refused or unwritten. Not thread-safe. */
public final class Written {

    private final List<Chat> refused = new ArrayList<>();
    private final List<Chat> unwritten = new ArrayList<>();
    private long stored;
    private long discarded;
    private long rows;

    void stored(long exchanges, long discardedExchanges, long newRows) {
        stored += exchanges;
        discarded += discardedExchanges;
        rows += newRows;
    }

    void refused(Chat chat) {
        refused.add(chat);
    }

    void leave(List<Chat> chats) {
        unwritten.addAll(chats);
    }

    /** What the database will never take. */
    public List<Chat> refused() {
        return refused;
    }

    /** What the database did not take now, in order; whether it was committed all the same is not known. */
    public List<Chat> unwritten() {
        return unwritten;
    }

    /** Counts what is settled; what is unwritten is not. */
    public void countIn(StoreCounters counters) {
        counters.recordWritten(stored, discarded, rows);
        counters.recordLost(LossReason.REFUSED, refused.size());
    }

    boolean isCutShort() {
        return !unwritten.isEmpty();
    }
}
