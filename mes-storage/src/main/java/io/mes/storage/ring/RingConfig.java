package io.mes.storage.ring;

/**
 * Sizes of the ring.
 *
 * @param slots exchanges that may wait, a power of two
 * @param batchExchanges exchanges that one transaction may hold
 * @param batchBytes captured bytes after which a transaction takes no more exchanges
 */
public record RingConfig(int slots, int batchExchanges, long batchBytes) {

    /** Checks the numbers. */
    public RingConfig {
        if (Integer.bitCount(slots) != 1 || batchExchanges < 1 || batchBytes < 1) {
            throw new IllegalArgumentException("slots must be a power of two and the batch limits positive, but are "
                    + slots + ", " + batchExchanges + ", " + batchBytes);
        }
    }
}
