package io.mes.filter.query;

import io.mes.storage.query.CompletionMessageQuery;
import io.mes.storage.query.CompletionMetadata;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.Limits;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of requests to stored completions, as the operations {@code listChatCompletions},
 * {@code getChatCompletionMessages} and {@code updateChatCompletion} of OpenAI's
 * <a href="https://github.com/openai/openai-openapi">specification</a> have them; one that is wrong is a problem that names it.
 */
final class CompletionParameters {

    private static final String METADATA = "metadata[";

    /** What 16 names with their values come to at most, each character escaped. */
    private static final int MAX_BODY_BYTES = 128 * 1024;

    /** What is read beyond that, for nothing. */
    private static final int MAX_DISCARDED_BYTES = 32 << 20;

    private final HttpServletRequest request;
    private final QueryString query;

    CompletionParameters(HttpServletRequest request) {
        this.request = request;
        this.query = new QueryString(request);
    }

    CompletionQuery list() {
        return new CompletionQuery(limit(), text("after"), isDescending(), text("model"), metadata());
    }

    CompletionMessageQuery messages() {
        return new CompletionMessageQuery(limit(), text("after"), isDescending());
    }

    private int limit() {
        return QueryParameters.number("limit", value("limit"), Limits.DEFAULT_ENTRIES);
    }

    private boolean isDescending() {
        String order = value("order");
        if (order == null || order.equals("asc")) {
            return false;
        }
        if (order.equals("desc")) {
            return true;
        }
        throw HttpProblem.badParameter("order", "order must be asc or desc");
    }

    private List<Map.Entry<String, String>> metadata() {
        List<Map.Entry<String, String>> metadata = new ArrayList<>();
        query.all().forEach((name, values) -> {
            if (name.startsWith(METADATA) && name.endsWith("]")) {
                for (String value : values) {
                    metadata.add(Map.entry(name.substring(METADATA.length(), name.length() - 1), value));
                }
            } else if (name.startsWith("metadata")) {
                throw HttpProblem.badParameter("metadata", "metadata must be written as metadata[name]=value");
            }
        });
        return metadata;
    }

    private @Nullable String text(String name) {
        String value = value(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private @Nullable String value(String name) {
        return query.value(name);
    }

    CompletionMetadata body() {
        try {
            InputStream input = request.getInputStream();
            byte[] body = input.readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                discard(input);
                throw HttpProblem.badParameter("body", "body must have at most " + MAX_BODY_BYTES + " bytes");
            }
            return CompletionMetadata.ofBody(new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw HttpProblem.badParameter("body", "body could not be read");
        }
    }

    /** Clients that are still sending when a connection ends do not see the answer. */
    private static void discard(InputStream input) throws IOException {
        byte[] some = new byte[8192];
        int left = MAX_DISCARDED_BYTES;
        int read = 0;
        while (left > 0 && read >= 0) {
            read = input.read(some);
            left -= read;
        }
    }
}
