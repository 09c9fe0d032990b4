package io.mes.storage;

import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAI says of an example for fine-tuning a chat model: the schemas {@code FineTuneChatRequestInput},
 * {@code ChatCompletionRequest…Message}, {@code ChatCompletionTool} and {@code ChatCompletionFunctions} of its published
 * description, and what chats ask of calls and their results. Knows nothing of the product's code but its reader of JSON.
 */
final class ExampleValidator {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "system", Set.of("role", "content", "name"),
            "user", Set.of("role", "content", "name"),
            "assistant", Set.of("role", "content", "name", "refusal", "tool_calls", "function_call", "weight"),
            "tool", Set.of("role", "content", "tool_call_id"),
            "function", Set.of("role", "content", "name"));

    private final List<String> problems = new ArrayList<>();

    /** Calls of the last reply whose results must follow. */
    private Set<Object> open = new LinkedHashSet<>();

    private ExampleValidator() {}

    /** What is wrong with a line; nothing if it is valid. */
    static List<String> problems(String line) {
        ExampleValidator validator = new ExampleValidator();
        try {
            validator.example(JsonValues.read(line));
        } catch (JsonSyntaxException broken) {
            validator.problems.add("no JSON");
        }
        return validator.problems;
    }

    private void check(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static boolean isName(@Nullable Object value) {
        return value instanceof String name && NAME.matcher(name).matches();
    }

    private void example(@Nullable Object value) {
        Map<?, ?> example = object(value);
        check(
                Set.of("messages", "tools", "parallel_tool_calls", "functions").containsAll(example.keySet()),
                "unknown fields at the top: " + example.keySet());
        List<?> messages = list(example.get("messages"));
        check(!messages.isEmpty(), "no messages");
        boolean asked = false;
        boolean learned = false;
        for (Object message : messages) {
            boolean reply = "assistant".equals(object(message).get("role"));
            boolean weighs = reply && !Long.valueOf(0).equals(object(message).get("weight"));
            check(asked || !weighs, "a reply to nothing is learned");
            learned |= weighs;
            asked |= !reply;
            message(object(message));
        }
        check(learned, "nothing to learn");
        if (!messages.isEmpty()) {
            check("assistant".equals(object(messages.get(messages.size() - 1)).get("role")), "the last is no reply");
        }
        parameters(example, messages);
    }

    private void parameters(Map<?, ?> example, List<?> messages) {
        Set<Object> defined = new HashSet<>();
        for (Object tool : list(example.get("tools"))) {
            check("function".equals(object(tool).get("type")), "a tool is no function");
            check(object(tool).keySet().equals(Set.of("type", "function")), "fields of a tool");
            defined.add(String.valueOf(function(object(object(tool).get("function")), Set.of("strict"))));
        }
        for (Object function : list(example.get("functions"))) {
            function(object(function), Set.of());
        }
        check(!example.containsKey("tools") || !defined.isEmpty(), "no tools in tools");
        check(
                !example.containsKey("functions")
                        || !list(example.get("functions")).isEmpty(),
                "no functions");
        check(!example.containsKey("functions") || defined.isEmpty(), "functions beside tools");
        if (example.containsKey("parallel_tool_calls")) {
            check(example.get("parallel_tool_calls") instanceof Boolean, "parallel_tool_calls is no truth");
            check(!defined.isEmpty(), "parallel_tool_calls without tools");
        }
        for (Object message : messages) {
            for (Object call : list(object(message).get("tool_calls"))) {
                Object name = object(object(call).get("function")).get("name");
                check(defined.contains(name), "a call of what is no tool: " + name);
            }
        }
    }

    private @Nullable Object function(Map<?, ?> function, Set<String> more) {
        Set<Object> known = new HashSet<>(Set.of("name", "description", "parameters"));
        known.addAll(more);
        check(known.containsAll(function.keySet()), "fields of a function: " + function.keySet());
        check(isName(function.get("name")), "name of a function: " + function.get("name"));
        check(!function.containsKey("description") || function.get("description") instanceof String, "description");
        check(!function.containsKey("parameters") || function.get("parameters") instanceof Map, "parameters");
        check(!function.containsKey("strict") || function.get("strict") instanceof Boolean, "strict");
        return function.get("name");
    }

    private void message(Map<?, ?> message) {
        String role = String.valueOf(message.get("role"));
        check(FIELDS.getOrDefault(role, Set.of()).containsAll(message.keySet()), role + " with " + message.keySet());
        check(message.containsKey("content"), role + " without content");
        check(!message.containsKey("name") || isName(message.get("name")), "name: " + message.get("name"));
        if (role.equals("tool")) {
            check(open.remove(message.get("tool_call_id")), "the result of no call: " + message.get("tool_call_id"));
            check(message.get("content") instanceof String, "the content of a result");
            return;
        }
        check(open.isEmpty(), "calls without results: " + open);
        open = new LinkedHashSet<>();
        switch (role) {
            case "assistant" -> reply(message);
            case "function" ->
                check(isName(message.get("name")) && message.get("content") instanceof String, "a function's result");
            default -> content(role, message.get("content"));
        }
    }

    private void content(String role, @Nullable Object content) {
        if (content instanceof String) {
            return;
        }
        check(!list(content).isEmpty(), "content of " + role + ": " + content);
        for (Object part : list(content)) {
            Map<?, ?> fields = object(part);
            boolean text = "text".equals(fields.get("type"))
                    && fields.keySet().equals(Set.of("type", "text"))
                    && fields.get("text") instanceof String;
            check(text || (role.equals("user") && isImage(fields)), "a part of " + role + ": " + part);
        }
    }

    private static boolean isImage(Map<?, ?> part) {
        Map<?, ?> image = object(part.get("image_url"));
        return "image_url".equals(part.get("type"))
                && part.keySet().equals(Set.of("type", "image_url"))
                && Set.of("url", "detail").containsAll(image.keySet())
                && image.get("url") instanceof String url
                && url.matches("(?:https?://|data:image/)\\S+")
                && Set.of("auto", "low", "high").contains(image.containsKey("detail") ? image.get("detail") : "auto");
    }

    private void reply(Map<?, ?> reply) {
        Object content = reply.get("content");
        check(content == null || content instanceof String, "content of a reply: " + content);
        check(!reply.containsKey("refusal") || reply.get("refusal") instanceof String, "refusal");
        check(
                (content != null && !"".equals(content))
                        || reply.containsKey("refusal")
                        || reply.containsKey("tool_calls")
                        || reply.containsKey("function_call"),
                "a reply that says nothing");
        Object weight = reply.containsKey("weight") ? reply.get("weight") : Long.valueOf(1);
        check(Set.of(0L, 1L).contains(weight), "weight " + weight);
        if (reply.containsKey("function_call")) {
            called(object(reply.get("function_call")));
            check(!reply.containsKey("tool_calls"), "calls of both kinds");
        }
        check(!reply.containsKey("tool_calls") || !list(reply.get("tool_calls")).isEmpty(), "an empty list of calls");
        for (Object element : list(reply.get("tool_calls"))) {
            Map<?, ?> call = object(element);
            check(call.keySet().equals(Set.of("id", "type", "function")), "fields of a call: " + call.keySet());
            check("function".equals(call.get("type")), "type of a call");
            check(call.get("id") instanceof String id && !id.isEmpty() && open.add(id), "id of a call");
            called(object(call.get("function")));
        }
    }

    private void called(Map<?, ?> function) {
        check(function.keySet().equals(Set.of("name", "arguments")), "fields of a call: " + function.keySet());
        check(isName(function.get("name")), "name of what is called");
        try {
            JsonValues.read(function.get("arguments") instanceof String arguments ? arguments : "");
        } catch (JsonSyntaxException broken) {
            problems.add("arguments: " + function.get("arguments"));
        }
    }
}
