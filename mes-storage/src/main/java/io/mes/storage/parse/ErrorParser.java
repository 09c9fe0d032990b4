package io.mes.storage.parse;

import io.mes.storage.chat.Captured;
import io.mes.storage.chat.ChatError;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.json.JsonReader;
import io.mes.storage.parse.BodyDecoder.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads what servers send instead of an answer: {@code {"error":{…}}}, {@code {"error":"…"}}, {@code {"detail":…}}, a list of
 * one of them, which is how Google writes it, HTML or nothing at all.
 */
final class ErrorParser {

    private static final int MAX_MESSAGE = 8192;

    /**
     * What the type of an error says where Anthropic sends it after the status, in the middle of a stream
     * (<a href="https://docs.claude.com/en/api/errors">errors</a>).
     */
    private static final Map<String, Integer> STATUS_BY_TYPE = Map.ofEntries(
            Map.entry("invalid_request_error", 400),
            Map.entry("authentication_error", 401),
            Map.entry("billing_error", 402),
            Map.entry("permission_error", 403),
            Map.entry("not_found_error", 404),
            Map.entry("request_too_large", 413),
            Map.entry("rate_limit_error", 429),
            Map.entry("api_error", 500),
            Map.entry("timeout_error", 504),
            Map.entry("overloaded_error", 529));

    private ErrorParser() {}

    /**
     * The error of an exchange that failed: as its body tells of it, or else what the application threw. Where neither says
     * anything, nothing is known but the status; the client may have got a page of the container's.
     *
     * @param code the status that stands for the failure
     */
    static ChatError parse(Exchange exchange, int code, Decoded body) {
        String failure = exchange.failure();
        if (body.text().isBlank()) {
            return new ChatError(code, clip(failure == null ? withoutText(exchange, body) : failure), null);
        }
        ChatError told = parse(code, body.text());
        return failure == null || told.raw() != null
                ? told
                : new ChatError(code, clip(failure + "; written before: " + told.message()), null);
    }

    private static String withoutText(Exchange exchange, Decoded body) {
        String known = body.captured().equals(Captured.WHOLE)
                ? "no body was written by the application"
                : "its body could not be kept or decoded";
        return "HTTP status " + exchange.status() + "; " + known;
    }

    /** The error that a body, or the data of an error event, tells of. */
    static ChatError parse(int status, String body) {
        String told = body.strip();
        if (told.isEmpty() || !JsonReader.isReceivedJson(told)) {
            return new ChatError(status, clip(told.isEmpty() ? "An error event that says nothing" : told), null);
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

    /** Whether a text is a list in which an object tells of an error. */
    static boolean isListOfError(String text) {
        String told = text.strip();
        return told.startsWith("[") && JsonReader.isReceivedJson(told) && saysError(objectOf(told));
    }

    private static boolean saysError(Map<String, String> object) {
        return !object.getOrDefault("error", "null").equals("null");
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
        // OpenAI has some of Anthropic's types too, for other statuses as well, but beside a code.
        return error.containsKey("code")
                ? status
                : STATUS_BY_TYPE.getOrDefault(string(error.getOrDefault("type", "null")), status);
    }

    /** The fields of an object, or of the first object in a list that tells of an error, or else of the last in it. */
    private static Map<String, String> objectOf(String json) {
        JsonReader value = JsonReader.of(json);
        if (!value.isArray()) {
            return JsonReader.fieldsOf(json);
        }
        List<Map<String, String>> objects = new ArrayList<>(List.of(Map.of()));
        value.elements(element -> {
            if (!saysError(objects.get(0)) && element.isObject()) {
                objects.set(0, JsonReader.fieldsOf(element.raw()));
            }
        });
        return objects.get(0);
    }

    private static String string(String json) {
        String text = JsonReader.stringOf(json);
        return text == null ? json : text;
    }

    private static String clip(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }
}
