package io.mes.storage.parse;

import io.mes.storage.chat.ChatError;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what servers send instead of an answer: {@code {"error":{…}}}, {@code {"error":"…"}}, {@code {"detail":…}}, HTML
 * or nothing at all.
 */
final class ErrorParser {

    private static final int MAX_MESSAGE = 8192;

    private ErrorParser() {}

    /** The error that a whole body tells of. */
    static ChatError parse(int status, String body) {
        Map<String, String> fields = objectOf(body);
        for (String name : new String[] {"error", "detail", "message"}) {
            String value = fields.get(name);
            if (value != null && !value.equals("null")) {
                return ofValue(status, value);
            }
        }
        String message = body.isBlank() ? "HTTP status " + status + " without a body" : body.strip();
        return new ChatError(status, clip(message), fields.isEmpty() ? null : body.strip());
    }

    /** The error that stands in an error field: an object, a string, or anything else. */
    static ChatError ofValue(int status, String raw) {
        Map<String, String> fields = objectOf(raw);
        String message = string(fields.containsKey("message") ? fields.get("message") : raw);
        int code = status < 400 ? ownCode(fields, status) : status;
        return new ChatError(code, clip(message), raw);
    }

    /** The status that an error inside a successful response names for itself, if it does. */
    private static int ownCode(Map<String, String> error, int status) {
        for (String name : new String[] {"status_code", "status", "code"}) {
            String digits = string(error.getOrDefault(name, ""));
            if (digits.length() == 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9') && digits.charAt(0) >= '4') {
                return Integer.parseInt(digits);
            }
        }
        return status;
    }

    private static Map<String, String> objectOf(String text) {
        try {
            return text.isBlank() ? Map.of() : JsonReader.fieldsOf(text);
        } catch (JsonSyntaxException notJson) {
            return Map.of();
        }
    }

    private static String string(@Nullable String raw) {
        if (raw == null || !raw.startsWith("\"")) {
            return String.valueOf(raw);
        }
        return String.valueOf(JsonReader.of(raw).string());
    }

    private static String clip(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }
}
