package io.mes.storage.ring;

/**
 * Sizes of the ring, and how it is worked off.
 *
 * @param slots exchanges that may wait, a power of two
 * @param batchExchanges exchanges that one transaction may hold
 * @param batchCharacters characters of chats after which a transaction takes no more of them
 * @param parsedCharacters characters of chats that may be parsed and not yet written
 * @param prompt whether requests wait for what they offer to be written
 */
public record RingConfig(int slots, int batchExchanges, long batchCharacters, long parsedCharacters, boolean prompt) {

    /** Checks the numbers. */
    public RingConfig {
        if (Integer.bitCount(slots) != 1 || batchExchanges < 1 || batchCharacters < 1 || parsedCharacters < 1) {
            throw new IllegalArgumentException("slots must be a power of two and the limits positive, but are " + slots
                    + ", " + batchExchanges + ", " + batchCharacters + ", " + parsedCharacters);
        }
    }
}
