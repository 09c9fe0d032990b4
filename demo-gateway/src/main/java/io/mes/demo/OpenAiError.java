package io.mes.demo;

import io.mes.storage.json.JsonValues;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors in the shape that OpenAI's clients read. */
final class OpenAiError {

    private OpenAiError() {}

    static String json(String message, String type, @Nullable String code) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("type", type);
        error.put("param", null);
        error.put("code", code);
        return JsonValues.write(Map.of("error", error));
    }

    static void send(HttpServletResponse response, int status, String message, String type, @Nullable String code)
            throws IOException {
        byte[] body = json(message, type, code).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
