package io.mes.filter.query;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, as <a href="https://url.spec.whatwg.org/#application/x-www-form-urlencoded">forms</a> write them:
 * percent-encoded UTF-8, with a plus for a space. Immutable.
 *
 * <p>What is written otherwise is a problem. Containers have different opinions of it: one throws, another leaves the parameter
 * out, which for one that narrows what is asked for would answer more than that.
 */
final class QueryString {

    /** What PostgreSQL takes in no text, not even in a question. */
    static final char NUL = 0;

    private static final int HEX = 16;

    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    /**
     * The query of a request.
     *
     * @throws HttpProblem if it is not encoded as it should be, or holds U+0000, which databases do not take
     */
    QueryString(HttpServletRequest request) {
        String query = request.getQueryString();
        for (String parameter : (query == null ? "" : query).split("&")) {
            if (!parameter.isEmpty()) {
                int equals = (parameter + "=").indexOf('=');
                String name = decoded(parameter.substring(0, equals), "query");
                String value = decoded(parameter.substring(Math.min(equals + 1, parameter.length())), name);
                parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
            }
        }
    }

    /** The value of a parameter, the first if it has several; null if it is missing. */
    @Nullable
    String value(String name) {
        List<String> values = parameters.get(name);
        return values == null ? null : values.get(0);
    }

    /** All values by the names of their parameters, in the order in which they were sent. */
    Map<String, List<String>> all() {
        return parameters;
    }

    private static String decoded(String text, String parameter) {
        byte[] written = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream octets = new ByteArrayOutputStream(written.length);
        for (int i = 0; i < written.length; i++) {
            if (written[i] == '%') {
                octets.write(octet(written, i, parameter));
                i += 2;
            } else {
                octets.write(written[i] == '+' ? ' ' : written[i]);
            }
        }
        String decoded = text(octets.toByteArray(), parameter);
        if (decoded.indexOf(NUL) >= 0) {
            throw HttpProblem.badParameter(parameter, parameter + " must not hold the character U+0000 (%00)");
        }
        return decoded;
    }

    private static int octet(byte[] written, int percent, String parameter) {
        boolean whole = percent + 2 < written.length;
        int high = whole ? Character.digit(written[percent + 1], HEX) : -1;
        int low = whole ? Character.digit(written[percent + 2], HEX) : -1;
        if (high < 0 || low < 0) {
            throw notEncoded(parameter);
        }
        return high * HEX + low;
    }

    private static String text(byte[] octets, String parameter) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notEncoded(parameter);
        }
    }

    private static HttpProblem notEncoded(String parameter) {
        return HttpProblem.badParameter(
                parameter, parameter + " must be percent-encoded UTF-8 (%C3%A9 for \u00e9, %25 for a percent sign)");
    }
}
