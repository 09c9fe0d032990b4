package io.mes.storage;

import io.mes.storage.exchange.WireFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/** What the requests, answers and examples of {@link ValidExamplesTest} are made of. */
final class ExampleJson {

    static final String TOOL =
            "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}";
    static final String TOOLS = ",\"tools\":[" + TOOL + "]";
    static final String CUSTOM = "{\"type\":\"custom\",\"custom\":{\"name\":\"code\"}}";
    static final String CUSTOM_CALL =
            "{\"id\":\"cu1\",\"type\":\"custom\",\"custom\":{\"name\":\"code\",\"input\":\"1\"}}";
    static final String ANTHROPIC_TOOLS =
            ",\"max_tokens\":9,\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";
    static final String SMALL_TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]";
    static final String RESPONSES_TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":null,\"parameters\":{\"type\":\"object\"}}]";
    static final String PNG = "data:image/png;base64,AA";

    static final String RESPONSE = "{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[{\"type\":\"message\","
            + "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"}]}]}";
    static final String MESSAGE = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":"
            + "[{\"type\":\"text\",\"text\":\"a\"}],\"stop_reason\":\"end_turn\"}";

    static final String Q = user("\"q\"");
    static final String A = said("assistant", "\"a\"");
    static final String UNLEARNED = A.replace("}", ",\"weight\":0}");

    private ExampleJson() {}

    static String user(String content) {
        return said("user", content);
    }

    static String said(String role, String content) {
        return "{\"role\":\"" + role + "\",\"content\":" + content + "}";
    }

    static String calls(String... calls) {
        return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + String.join(",", calls) + "]}";
    }

    static String call(String id, String arguments) {
        return "{\"id\":\"" + id + "\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":" + arguments
                + "}}";
    }

    static String call(String id) {
        return call(id, "\"{}\"");
    }

    static String result(String id, String content) {
        return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":" + content + "}";
    }

    /** A request's body. */
    static String asking(String more, String... messages) {
        return "{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]" + more + "}";
    }

    static String answer(String message, @Nullable String finishReason) {
        return "{\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":"
                + (finishReason == null ? "null" : "\"" + finishReason + "\"") + "}]}";
    }

    static String answer(String text) {
        return answer(said("assistant", "\"" + text + "\""), "stop");
    }

    static String example(String more, String... messages) {
        return "{\"messages\":[" + String.join(",", messages) + "]" + more + "}\n";
    }

    static Arguments chat(String what, String request, String answer, @Nullable String expected) {
        return Arguments.of(what, WireFormat.CHAT_COMPLETIONS, request, answer, expected);
    }
}
