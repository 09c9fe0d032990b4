package io.mes.storage.chat;

import io.mes.storage.digest.Sha256;
import io.mes.storage.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The 64-bit fingerprint by which a resent message is recognised.
 *
 * <p>Covers the role, the text, and name and arguments of tool calls. Leaves out what clients drop, reorder or invent
 * when they resend a message: every other field, call ids, trailing white space, and whether a text was sent as a
 * string or as text parts. Parts that are no text count as they are written. Stored in the catalogue: a change of the
 * function makes all earlier conversations unrecognisable.
 */
final class Fingerprint {

    private static final char SEPARATOR = 0;

    private Fingerprint() {}

    static long of(@Nullable String role, Content content, Map<String, String> fields) {
        boolean calls = fields.containsKey("tool_calls") || fields.containsKey("function_call");
        return !calls && content instanceof Content.Text text
                ? ofText(role, text.value().stripTrailing())
                : ofEssence(role, content, fields);
    }

    /** The same as for any other message, without copying its text together. */
    private static long ofText(@Nullable String role, String text) {
        String head = String.valueOf(role) + SEPARATOR;
        MessageDigest digest = Sha256.begin();
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((SEPARATOR + String.valueOf(head.length() + text.length())).getBytes(StandardCharsets.UTF_8));
        return Sha256.first64(digest.digest());
    }

    private static long ofEssence(@Nullable String role, Content content, Map<String, String> fields) {
        StringBuilder essence = new StringBuilder(256);
        essence.append(role).append(SEPARATOR);
        appendContent(essence, content);
        stripTrailing(essence);
        // Its length ends the text, or a text could look like one that is followed by a call.
        int length = essence.length();
        essence.append(SEPARATOR).append(length);
        String calls = fields.get("tool_calls");
        if (calls != null) {
            appendCalls(essence, calls);
        }
        String call = fields.get("function_call");
        if (call != null) {
            appendFunction(essence, JsonReader.of(call));
        }
        return Sha256.first64(Sha256.of(essence.toString()));
    }

    /** What of a content counts, without anything that only a client adds. */
    static String text(Content content) {
        if (content instanceof Content.Text text) {
            return text.value();
        }
        StringBuilder essence = new StringBuilder();
        appendContent(essence, content);
        return essence.toString();
    }

    private static void appendContent(StringBuilder essence, Content content) {
        if (content instanceof Content.Text text) {
            essence.append(text.value());
        } else if (content instanceof Content.Bare bare) {
            essence.append("bare ").append(bare.raw());
        } else if (content instanceof Content.Json json) {
            JsonReader value = JsonReader.of(json.raw());
            if (value.isArray()) {
                value.elements(part -> appendPart(essence, part.raw()));
            } else {
                essence.append(json.raw());
            }
        }
    }

    private static void appendPart(StringBuilder essence, String part) {
        List<String> text = new ArrayList<>();
        JsonReader.of(part).fields((name, value) -> {
            String string = name.equals("text") ? value.string() : null;
            if (string != null) {
                text.add(string);
            }
        });
        essence.append(text.isEmpty() ? part : text.get(text.size() - 1));
    }

    private static void stripTrailing(StringBuilder essence) {
        int length = essence.length();
        while (length > 0 && Character.isWhitespace(essence.charAt(length - 1))) {
            length--;
        }
        essence.setLength(length);
    }

    private static void appendCalls(StringBuilder essence, String calls) {
        JsonReader.of(calls)
                .elements(call -> call.fields((name, value) -> {
                    if (name.equals("function") || name.equals("custom")) {
                        appendFunction(essence, value);
                    }
                }));
    }

    private static void appendFunction(StringBuilder essence, JsonReader function) {
        @Nullable String[] parts = {null, null};
        function.fields((name, value) -> {
            switch (name) {
                case "name" -> parts[0] = value.string();
                case "arguments", "input" -> parts[1] = value.isString() ? value.string() : value.raw();
                default -> {
                    // Not what is called.
                }
            }
        });
        essence.append(SEPARATOR).append(parts[0]).append(SEPARATOR);
        if (parts[1] != null) {
            appendArguments(essence, parts[1].strip());
        }
    }

    /** Clients that read arguments write them again with other white space and escapes; what is no JSON is left as it is. */
    private static void appendArguments(StringBuilder essence, String arguments) {
        boolean structured = arguments.startsWith("{") || arguments.startsWith("[");
        essence.append(structured && JsonReader.isJson(arguments) ? JsonReader.compact(arguments) : arguments);
    }
}
