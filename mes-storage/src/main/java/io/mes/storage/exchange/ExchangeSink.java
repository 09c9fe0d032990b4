package io.mes.storage.exchange;

/** Where finished exchanges go. Called by many threads at once. */
@FunctionalInterface
public interface ExchangeSink {

    /**
     * Offers an exchange for storage and returns at once, unless the sink {@link #holdsRequests}.
     *
     * <p>Called on request threads. Never throws. When the backlog is full or the store is closed the
     * exchange is refused and counted as dropped; the request it describes is not affected. Either way the sink
     * {@linkplain Exchange#release() releases} the exchange when it is done with it.
     *
     * @return whether the exchange was accepted; acceptance does not mean that it has been stored
     */
    boolean offer(Exchange exchange);

    /**
     * Whether {@link #offer} waits, for a bounded time, until the exchange is safe. Then it is to be called before the client can
     * know that its answer is complete.
     */
    default boolean holdsRequests() {
        return false;
    }

    /** Notes that there was an exchange which could not be captured, on account of a failure in MES. Never throws. */
    default void captureFailed() {}
}
