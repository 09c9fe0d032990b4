package io.mes.filter;

import jakarta.servlet.ServletRequest;

/**
 * Tells the calls by which Tomcat 10.1 ends a forward from those of the servlet that was forwarded to.
 *
 * <p>Behind a forward Tomcat lets no more be written to its own response. One that is wrapped it asks for its writer, or else
 * for its stream, to close that. Asking for a writer names a charset, that of an error page to come as well. All the while
 * until the servlet returns Tomcat has a request of its own between ours and the one before the forward; then it asks.
 */
final class ForwardEnd {

    private final ServletRequest before;
    private final Thread thread = Thread.currentThread();
    private boolean standIn;
    private volatile boolean over;

    /**
     * The end of a forward that begins now.
     *
     * @param before what our request stands before
     */
    ForwardEnd(ServletRequest before) {
        this.before = before;
    }

    /** The container puts this behind our request. */
    void requestIs(ServletRequest request) {
        if (request == before) {
            over = standIn;
        } else {
            standIn = true;
            over = false;
        }
    }

    /** Whether it is the container that calls, behind the servlet. */
    boolean isNow() {
        return over && Thread.currentThread() == thread;
    }
}
