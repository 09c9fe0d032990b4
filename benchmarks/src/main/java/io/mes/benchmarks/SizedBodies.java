package io.mes.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Bodies of a size. A stream has up to an event less than is asked for, the others up to two bytes. */
final class SizedBodies {

    private SizedBodies() {}

    static String request(int bytes) {
        return longest(bytes, Traffic::request);
    }

    static String answer(int bytes) {
        return longest(bytes, Traffic::answer);
    }

    static String stream(int bytes) {
        return longest(bytes, Traffic::stream);
    }

    /** The body of the longest text with which it has no more than so many bytes. */
    private static String longest(int bytes, UnaryOperator<String> body) {
        int tooLong = 1;
        while (size(body.apply(Traffic.text(tooLong))) <= bytes) {
            tooLong *= 2;
        }
        int fits = tooLong / 2;
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) / 2;
            if (size(body.apply(Traffic.text(middle))) <= bytes) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return body.apply(Traffic.text(fits));
    }

    private static int size(String body) {
        return body.getBytes(StandardCharsets.UTF_8).length;
    }
}
