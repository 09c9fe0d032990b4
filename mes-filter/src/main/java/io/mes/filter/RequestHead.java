package io.mes.filter;

import io.mes.storage.StorageConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the record keeps of a request's head, for the container takes the request back.
 *
 * @param encoding the content coding of the body
 * @param headers those that say something of the record, by their names in lower case
 */
record RequestHead(@Nullable String clientIp, @Nullable String encoding, Map<String, String> headers) {

    static RequestHead of(HttpServletRequest request, Capture capture) {
        Map<String, String> headers = new HashMap<>();
        for (String name : capture.headers()) {
            String value = name.equals(StorageConfig.CONSENT_HEADER) ? all(request, name) : request.getHeader(name);
            if (value != null) {
                headers.put(name, HeaderText.decode(value));
            }
        }
        return new RequestHead(
                capture.clientAddress().of(request), request.getHeader("Content-Encoding"), Map.copyOf(headers));
    }

    /** All that was sent under a name, as one list (RFC 9110, 5.3). */
    private static @Nullable String all(HttpServletRequest request, String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null || !values.hasMoreElements() ? null : String.join(", ", Collections.list(values));
    }
}
