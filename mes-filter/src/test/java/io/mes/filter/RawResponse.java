package io.mes.filter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A response as it came over the wire. Bytes are kept as characters of ISO 8859-1.
 *
 * @param interim status lines of responses that came before the final one
 * @param headers all lines of the head but the date's, in the order in which they came
 * @param pieces the chunks of the body, or all of it where it is not chunked
 * @param trailers lines behind the last chunk
 */
record RawResponse(
        List<String> interim, String statusLine, List<String> headers, List<String> pieces, List<String> trailers) {

    int status() {
        return Integer.parseInt(statusLine.split(" ")[1]);
    }

    byte[] body() {
        return String.join("", pieces).getBytes(StandardCharsets.ISO_8859_1);
    }

    String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /** The value of a header; empty where there is none. */
    String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse("");
    }

    RawResponse withPieces(List<String> read, List<String> trailing) {
        return new RawResponse(interim, statusLine, headers, read, trailing);
    }
}
