package io.mes.filter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * The path of a request in the one form in which it can be compared.
 *
 * <p>An upstream decodes and resolves paths, each in its own way. Whoever could write a path that the upstream answers and
 * MES does not know could keep out of the record.
 */
final class RequestPath {

    private RequestPath() {}

    /**
     * Takes out path parameters, escapes, dots, empty segments, white space around segments, and upper case.
     *
     * @param uri as {@code HttpServletRequest.getRequestURI} gives it
     */
    static String canonical(String uri) {
        if (isPlain(uri)) {
            return uri.toLowerCase(Locale.ROOT);
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String written : decode(uri).replaceAll(";[^/]*", "").split("[/\\\\]+")) {
            String segment = written.strip();
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments).toLowerCase(Locale.ROOT);
    }

    private static boolean isPlain(String uri) {
        return uri.indexOf('%') < 0
                && uri.indexOf(';') < 0
                && uri.indexOf('\\') < 0
                && !uri.contains("//")
                && !uri.contains("/.")
                && !uri.endsWith("/");
    }

    private static String decode(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return path;
        }
    }
}
