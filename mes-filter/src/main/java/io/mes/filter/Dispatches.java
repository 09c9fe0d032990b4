package io.mes.filter;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The forwards and includes of one exchange that are under way, and what the container does otherwise inside them. */
final class Dispatches {

    /** Includes that are under way, one within the other. */
    private final AtomicInteger includes = new AtomicInteger();

    private volatile boolean standIn;
    private volatile @Nullable ForwardEnd forwardEnd;

    /** Something is included: all that it may do is write. */
    void including() {
        includes.incrementAndGet();
    }

    /** The include is over. */
    void included() {
        includes.decrementAndGet();
    }

    /** Whether the container has put a response of its own between ours and the one it gave us, as Tomcat does in includes. */
    void behindStandIn(boolean now) {
        standIn = now;
    }

    /** Whether the container ignores what concerns the head of the response. */
    boolean ignoreHead() {
        return includes.get() > 0;
    }

    /** Whether the container ignores it if the response is reset. Undertow does not, not even in an include. */
    boolean ignoreReset() {
        return ignoreHead() && standIn;
    }

    /** Whether the container ignores it if the response is closed: in an include, but for Tomcat. */
    boolean ignoreClose() {
        return ignoreHead() && !standIn;
    }

    /** The end of the innermost forward under way; null if nobody needs to know it. */
    @Nullable
    ForwardEnd forwardEnd() {
        return forwardEnd;
    }

    void forwardEnd(@Nullable ForwardEnd end) {
        forwardEnd = end;
    }
}
