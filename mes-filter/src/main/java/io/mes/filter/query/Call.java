package io.mes.filter.query;

import io.mes.filter.IdentityResolver;
import io.mes.storage.exchange.Identity;
import io.mes.storage.service.QueryService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to the query servlet. */
final class Call {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final IdentityResolver identity;
    private final List<String> path;

    /**
     * A request.
     *
     * @param above the path above all resources; null for that which the servlet is mapped to
     */
    Call(HttpServletRequest request, HttpServletResponse response, IdentityResolver identity, @Nullable String above) {
        this.request = request;
        this.response = response;
        this.identity = identity;
        this.path = path(request, above == null ? request.getServletPath() : above);
    }

    /**
     * The path below another, from the address as it was sent: containers decode slashes, semicolons and dots
     * that belong to an id.
     */
    private static List<String> path(HttpServletRequest request, String above) {
        int start = request.getContextPath().length() + above.length();
        String uri = request.getRequestURI();
        String below = uri.length() <= start ? "" : uri.substring(start + 1);
        List<String> segments = new ArrayList<>();
        for (String segment : below.split("/", -1)) {
            segments.add(decode(segment));
        }
        boolean endsWithSlash =
                segments.size() > 1 && segments.get(segments.size() - 1).isEmpty();
        return endsWithSlash ? segments.subList(0, segments.size() - 1) : segments;
    }

    private static String decode(String segment) {
        try {
            String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.indexOf(QueryString.NUL) < 0) {
                return decoded;
            }
        } catch (IllegalArgumentException notEncoded) {
            // Told below.
        }
        throw HttpProblem.noSuchResource();
    }

    /** Where an answer goes that is no single JSON text. */
    HttpServletResponse response() {
        return response;
    }

    String method() {
        return request.getMethod();
    }

    List<String> path() {
        return path;
    }

    String segment(int index) {
        return path.get(index);
    }

    /** The caller; a problem if the gateway knows none. */
    Identity caller() {
        return caller(identity, request);
    }

    /** Who asks. User 0 is nobody in particular: what is kept under that number is that of all whom the gateway does not know. */
    static Identity caller(IdentityResolver identity, HttpServletRequest request) {
        return identity.resolve(request)
                .filter(who -> who.userId() != Identity.UNKNOWN.userId() || who.administrator())
                .orElseThrow(HttpProblem::unauthenticated);
    }

    /** The caller's number. See {@link #caller}. */
    long userId() {
        return caller().userId();
    }

    /** A problem if the caller is no administrator. */
    void requireAdministrator() {
        if (!caller().administrator()) {
            throw HttpProblem.forbidden();
        }
    }

    QueryParameters parameters(QueryService queries) {
        return new QueryParameters(request, queries);
    }
}
