package io.mes.storage.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 30s}, {@code 500ms}, {@code 1m30s}, {@code 0}. */
final class GoDuration {

    private static final Pattern PART = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigInteger MAX_MILLIS = BigInteger.valueOf(Integer.MAX_VALUE);

    private GoDuration() {}

    /**
     * The duration in milliseconds, as drivers count. Less than one of them is one, because zero means no limit to both
     * Go and the drivers.
     *
     * @throws IllegalArgumentException if it is none, negative, or more than a driver can count
     */
    static int toMillis(String text) {
        if (text.equals("0")) {
            return 0;
        }
        Matcher part = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        BigInteger millis =
                nanos.movePointLeft(6).setScale(0, RoundingMode.CEILING).toBigInteger();
        if (end == 0 || end < text.length() || millis.compareTo(MAX_MILLIS) > 0) {
            throw new IllegalArgumentException("Not a duration");
        }
        return millis.intValue();
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
