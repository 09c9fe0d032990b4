package io.mes.storage.delivery;

import io.mes.storage.ring.ChatSink;
import io.mes.storage.spool.SpoolLevel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Brings chats into the database. Called by the ring's writer thread, but for what is said of others. */
public interface Delivery extends ChatSink {

    /** Whether the database has failed and not answered since. On any thread. */
    boolean isInterrupted();

    /** What waits in the spool; null where there is none. On any thread. */
    @Nullable
    SpoolLevel spool();

    /** Waits no longer than a moment for a database that does not answer. On the thread that closes the store. */
    void hurry();

    /**
     * Ends, once nothing comes from the ring any more. What is in the spool stays there.
     *
     * @param patience how long what is under way may take
     */
    void close(Duration patience);
}
