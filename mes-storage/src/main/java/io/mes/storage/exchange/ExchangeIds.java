package io.mes.storage.exchange;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Source of exchange ids: 26 characters whose alphabetical order is the order of creation.
 *
 * <p>48 bits of milliseconds, 16 bits that keep ids of one process rising within a millisecond and while the clock
 * steps back, and 64 random bits that keep several gateways apart. Written in Crockford's Base32 as ULIDs are
 * (<a href="https://github.com/ulid/spec">ulid/spec</a>), in lower case. Thread-safe and lock-free.
 */
public final class ExchangeIds {

    /** Characters in an id. */
    public static final int LENGTH = 26;

    private static final String DIGIT_STRING = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final byte[] DIGITS = DIGIT_STRING.getBytes(StandardCharsets.ISO_8859_1);
    private static final int TIME_DIGITS = 10;
    private static final int MAX_FIRST_DIGIT = 7;
    private static final int COUNTER_BITS = 16;

    private final AtomicLong last = new AtomicLong();

    /**
     * The next id, greater than all before it from this source.
     *
     * @param epochMillis the present, as milliseconds since 1970
     */
    public String next(long epochMillis) {
        long wanted = epochMillis << COUNTER_BITS;
        long high = last.updateAndGet(previous -> Math.max(previous + 1, wanted));
        return encode(high, ThreadLocalRandom.current().nextLong());
    }

    private static String encode(long high, long low) {
        byte[] id = new byte[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            id[i] = DIGITS[(int) (low & 31)];
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(id, StandardCharsets.ISO_8859_1);
    }

    /** The moment that an id was made, in milliseconds since 1970; empty if the text is no id of this kind. */
    public static OptionalLong epochMillisOf(String id) {
        if (id.length() != LENGTH) {
            return OptionalLong.empty();
        }
        // 26 digits hold 130 bits, of which the first two are always zero: ten digits are those and the 48 of the time.
        long millis = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = DIGIT_STRING.indexOf(id.charAt(i));
            if (digit < 0 || (i == 0 && digit > MAX_FIRST_DIGIT)) {
                return OptionalLong.empty();
            }
            millis = i < TIME_DIGITS ? (millis << 5) | digit : millis;
        }
        return OptionalLong.of(millis);
    }
}
