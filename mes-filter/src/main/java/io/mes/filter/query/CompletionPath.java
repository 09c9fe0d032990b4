package io.mes.filter.query;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request to stored completions is about; wherever the gateway has its {@code …/chat/completions}.
 *
 * @param id the completion; null for all of them
 * @param messages whether its messages are meant
 */
record CompletionPath(@Nullable String id, boolean messages) {

    private static final List<String> COLLECTION = List.of("chat", "completions");
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> ON_ONE = Set.of("GET", "HEAD", "POST", "DELETE");

    /**
     * Reads the address of a request.
     *
     * @param uri as {@code HttpServletRequest.getRequestURI} gives it
     * @return empty for all that is the gateway's own: what asks a model above all
     */
    static Optional<CompletionPath> of(String method, String uri) {
        List<String> segments = Arrays.asList(uri.replaceFirst("/\\z", "").split("/", -1));
        int end = segments.size();
        if (READING.contains(method) && isCollection(segments, end)) {
            return Optional.of(new CompletionPath(null, false));
        }
        if (READING.contains(method) && isCollection(segments, end - 2) && "messages".equals(last(segments, end))) {
            return of(segments.get(end - 2), true);
        }
        if (ON_ONE.contains(method) && isCollection(segments, end - 1)) {
            return of(segments.get(end - 1), false);
        }
        return Optional.empty();
    }

    private static Optional<CompletionPath> of(String id, boolean messages) {
        return id.isEmpty() ? Optional.empty() : Optional.of(new CompletionPath(decoded(id), messages));
    }

    /** Whether the address of all completions ends before a segment. */
    private static boolean isCollection(List<String> segments, int end) {
        return end >= 2
                && segments.subList(end - 2, end).stream()
                        .map(CompletionPath::decoded)
                        .toList()
                        .equals(COLLECTION);
    }

    private static String last(List<String> segments, int end) {
        return decoded(segments.get(end - 1));
    }

    /** What cannot be decoded stands for itself, and so does what no database could be asked for. */
    private static String decoded(String segment) {
        try {
            String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            return decoded.indexOf(QueryString.NUL) < 0 ? decoded : segment;
        } catch (IllegalArgumentException brokenEscape) {
            return segment;
        }
    }
}
