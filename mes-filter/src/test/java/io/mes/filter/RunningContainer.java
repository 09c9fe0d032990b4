package io.mes.filter;

/** A servlet container that serves an {@link Application}. */
interface RunningContainer extends AutoCloseable {

    /** The port of 127.0.0.1 at which it listens. */
    int port();

    /** Stops the container, whatever is under way. */
    @Override
    void close();
}
