package io.mes.storage.parse;

import io.mes.storage.chat.ChatError;
import io.mes.storage.json.JsonReader;
import java.util.Map;

/**
 * Reads what servers send instead of an answer: {@code {"error":{…}}}, {@code {"error":"…"}}, {@code {"detail":…}}, HTML
 * or nothing at all.
 */
final class ErrorParser {

    private static final int MAX_MESSAGE = 8192;

    private ErrorParser() {}

    /** The error that a whole body, or the data of an error event, tells of. */
    static ChatError parse(int status, String body) {
        String told = body.strip();
        if (!JsonReader.isReceivedJson(told)) {
            String message = told.isEmpty() ? "HTTP status " + status + " without a body" : told;
            return new ChatError(status, clip(message), null);
        }
        Map<String, String> fields = objectOf(told);
        for (String name : new String[] {"error", "detail"}) {
            String value = fields.getOrDefault(name, "null");
            if (value.startsWith("{")) {
                return ofValue(status, value);
            }
            if (!value.equals("null")) {
                return new ChatError(code(status, fields), clip(string(value)), told);
            }
        }
        return ofValue(status, told);
    }

    /** The error that a value is: an object with a message, a string, or anything else. */
    static ChatError ofValue(int status, String raw) {
        Map<String, String> fields = objectOf(raw);
        String message = string(fields.getOrDefault("message", "null"));
        return new ChatError(
                code(status, fields), clip(message.equals("null") || message.isEmpty() ? string(raw) : message), raw);
    }

    private static int code(int status, Map<String, String> error) {
        return status < 400 ? ownCode(error, status) : status;
    }

    /** The status that an error inside a successful response names for itself, if it does. */
    private static int ownCode(Map<String, String> error, int status) {
        for (String name : new String[] {"status_code", "status", "code"}) {
            String digits = string(error.getOrDefault(name, "null"));
            if (digits.length() == 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9') && digits.charAt(0) >= '4') {
                return Integer.parseInt(digits);
            }
        }
        return status;
    }

    /** The fields of an object, or of the object in a list of one, which is how Google wraps an error. */
    private static Map<String, String> objectOf(String json) {
        String[] object = {json};
        JsonReader.of(json).elements(element -> object[0] = element.raw());
        return JsonReader.fieldsOf(object[0]);
    }

    private static String string(String json) {
        String text = JsonReader.of(json).string();
        return text == null ? json : text;
    }

    private static String clip(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }
}
