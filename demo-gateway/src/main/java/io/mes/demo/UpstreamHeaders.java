package io.mes.demo;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Makes a client's headers into those for the upstream: nothing that tells who the client is, and the upstream's key. */
final class UpstreamHeaders {

    private static final List<String> ABOUT_THE_CLIENT = List.of(
            "Authorization",
            "Cookie",
            "X-Api-Key",
            "Api-Key",
            "X-Goog-Api-Key",
            "Proxy-Authorization",
            "Forwarded",
            "Via",
            "X-Real-Ip",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Server");

    /** What the record can decode. */
    private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate", "br", "zstd", "identity");

    private final @Nullable String clientKey;
    private final @Nullable String upstreamKey;

    /**
     * Headers of one request.
     *
     * @param authorization as the client sent it
     * @param upstreamKey null for none
     */
    UpstreamHeaders(@Nullable String authorization, @Nullable String upstreamKey) {
        this.clientKey = authorization == null
                ? null
                : authorization.substring(authorization.indexOf(' ') + 1).strip();
        this.upstreamKey = upstreamKey;
    }

    void rewrite(HttpFields.Mutable headers) {
        ABOUT_THE_CLIENT.forEach(headers::remove);
        headers.remove(HttpHeader.EXPECT);
        if (clientKey != null && !clientKey.isEmpty()) {
            headers.stream()
                    .filter(field -> String.valueOf(field.getValue()).contains(clientKey))
                    .map(HttpField::getName)
                    .toList()
                    .forEach(headers::remove);
        }
        if (upstreamKey != null) {
            headers.put(HttpHeader.AUTHORIZATION, "Bearer " + upstreamKey);
        }
        if (headers.contains(HttpHeader.ACCEPT_ENCODING)) {
            headers.put(HttpHeader.ACCEPT_ENCODING, decodable(headers.getCSV(HttpHeader.ACCEPT_ENCODING, false)));
        }
    }

    /** Of the codings that the client would take those that the record can decode. */
    private static String decodable(List<String> accepted) {
        String codings = accepted.stream()
                .filter(coding ->
                        CODINGS.contains(coding.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
        return codings.isEmpty() ? "identity" : codings;
    }
}
