package io.mes.storage.transfer;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.row.StoredMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as fine-tuning takes it: what its role may have, and nothing else. Immutable.
 *
 * @param role one of those that fine-tuning knows; empty for any other
 * @param content what is left of its content
 * @param calls the calls of functions in it
 * @param fields what it has besides, as JSON
 * @param whole whether nothing was left out that the message says
 * @param finished of a reply: whether it came to its end, was asked with a request that is known, and nobody said not to learn it
 */
record TrainingMessage(
        String role,
        TrainingContent content,
        TrainingCalls calls,
        Map<String, String> fields,
        boolean whole,
        boolean finished) {

    private static final String CALL_ID = "tool_call_id";
    private static final String FUNCTION_CALL = "function_call";
    private static final String NAME = "name";
    private static final String REFUSAL = "refusal";
    private static final String TOOL = "tool";
    private static final String WEIGHT = "weight";
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", TOOL, "function");

    /** What is left of the message that was stored. */
    static TrainingMessage of(StoredMessage stored) {
        Map<String, String> said = stored.toFields();
        String role = role(said.get("role"));
        boolean reply = role.equals("assistant");
        boolean readable = ROLES.contains(role) && (reply || !stored.isUnfinished());
        TrainingContent content = readable ? TrainingContent.of(role, said.get("content")) : TrainingContent.LOST;
        TrainingCalls calls = reply ? TrainingCalls.of(said.get("tool_calls")) : TrainingCalls.NONE;
        Map<String, String> fields = new LinkedHashMap<>();
        switch (role) {
            case "assistant" -> ofReply(said, content, calls, fields);
            case TOOL -> put(fields, CALL_ID, string(said.get(CALL_ID)));
            default -> put(fields, NAME, name(said));
        }
        boolean called =
                !reply || !calls.isEmpty() || isNull(said.get(FUNCTION_CALL)) || fields.containsKey(FUNCTION_CALL);
        boolean asked = !stored.isRequestTruncated() && !stored.isRequestUndecoded();
        return new TrainingMessage(
                role,
                content,
                calls,
                fields,
                content.whole() && calls.whole() && called,
                !stored.isUnfinished() && asked && !"0".equals(fields.get(WEIGHT)));
    }

    private static void ofReply(
            Map<String, String> said, TrainingContent content, TrainingCalls calls, Map<String, String> fields) {
        String refusal = string(said.get(REFUSAL));
        String weight = said.get(WEIGHT);
        put(fields, NAME, name(said));
        put(fields, REFUSAL, refusal != null ? refusal : content.refusal());
        put(fields, FUNCTION_CALL, calls.isEmpty() ? TrainingCalls.function(said.get(FUNCTION_CALL)) : null);
        put(fields, WEIGHT, "0".equals(weight) || "1".equals(weight) ? weight : null);
    }

    /** What newer models call the system's message is the same to fine-tuning, which knows only the older name. */
    private static String role(@Nullable String json) {
        String role = json == null ? null : JsonReader.stringOf(json);
        return role == null ? "" : role.equals("developer") ? "system" : role;
    }

    private static @Nullable String name(Map<String, String> said) {
        String name = said.get(NAME);
        return TrainingTools.isName(name) ? name : null;
    }

    /** The value where it is a string that says something. */
    private static @Nullable String string(@Nullable String json) {
        return json != null && json.startsWith("\"") && !json.equals("\"\"") ? json : null;
    }

    private static boolean isNull(@Nullable String json) {
        return json == null || json.equals("null");
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** Whether a model said it. */
    boolean isReply() {
        return role.equals("assistant");
    }

    boolean isCall() {
        return !calls.isEmpty() || fields.containsKey(FUNCTION_CALL);
    }

    /** Whether it is the result of a call. */
    boolean isResult() {
        return role.equals(TOOL);
    }

    /** Of a result: the call that it answers; null where it does not say. */
    @Nullable
    String callId() {
        String id = fields.get(CALL_ID);
        return id == null ? null : JsonReader.stringOf(id);
    }

    /** Whether nothing is left of it that could stand in an example. */
    boolean isNothing() {
        return switch (role) {
            case "system", "user" -> content.json() == null;
            case "assistant" -> content.json() == null && !isCall() && !fields.containsKey(REFUSAL);
            case TOOL -> !fields.containsKey(CALL_ID);
            case "function" -> !fields.containsKey(NAME);
            default -> true;
        };
    }

    /** The same with no other calls than these. */
    TrainingMessage withCalls(Set<String> ids) {
        TrainingCalls some = calls.only(ids);
        return new TrainingMessage(role, content, some, fields, whole && some.whole(), finished);
    }

    /**
     * Its JSON, on one line.
     *
     * @param learnable of a reply: whether a model is to learn from it
     */
    String json(boolean learnable) {
        String nothing = isReply() ? "null" : "\"\"";
        JsonObjectWriter json = new JsonObjectWriter()
                .string("role", role)
                .raw("content", content.json() == null ? nothing : content.json())
                .raw(NAME, fields.get(NAME))
                .raw(REFUSAL, fields.get(REFUSAL))
                .raw("tool_calls", calls.json())
                .raw(FUNCTION_CALL, fields.get(FUNCTION_CALL))
                .raw(CALL_ID, fields.get(CALL_ID));
        return json.raw(WEIGHT, isReply() && !learnable ? "0" : fields.get(WEIGHT))
                .toString();
    }

    /** JSON has line breaks only between its values, where a space will do. */
    static String onOneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}
