package io.mes.demo;

import io.mes.storage.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the simulated model says to a chat. */
final class SimulatedAnswer {

    private static final String MODEL = "simulated";

    private final String id;
    private final String model;
    private final List<String> tokens;
    private final int promptTokens;
    private final boolean usageApart;

    private SimulatedAnswer(String id, String model, List<String> tokens, int promptTokens, boolean usageApart) {
        this.id = id;
        this.model = model;
        this.tokens = tokens;
        this.promptTokens = promptTokens;
        this.usageApart = usageApart;
    }

    static SimulatedAnswer to(Map<?, ?> chat, List<?> messages, String id) {
        String model = chat.get("model") instanceof String name ? name : MODEL;
        boolean usageApart = chat.get("stream_options") instanceof Map<?, ?> options
                && Boolean.TRUE.equals(options.get("include_usage"));
        int promptTokens = 0;
        String last = "";
        for (Object message : messages) {
            String text = message instanceof Map<?, ?> fields ? text(fields.get("content")) : "";
            promptTokens += tokens(text).size();
            last = text;
        }
        String reply = "This is the simulated model speaking. You said: " + last;
        return new SimulatedAnswer(id, model, tokens(reply), promptTokens, usageApart);
    }

    private static String text(@Nullable Object content) {
        if (content instanceof List<?> parts) {
            StringBuilder text = new StringBuilder();
            for (Object part : parts) {
                text.append(part instanceof Map<?, ?> fields && fields.get("text") instanceof String t ? t : "");
            }
            return text.toString();
        }
        return content instanceof String text ? text : "";
    }

    /** Words with the space before them, which is about what a tokeniser makes of English. */
    private static List<String> tokens(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=\\S)(?=\\s)"));
    }

    static String models() {
        Map<String, Object> model = Map.of("id", MODEL, "object", "model", "created", 0, "owned_by", "mes");
        return JsonValues.write(Map.of("object", "list", "data", List.of(model)));
    }

    String toJson() {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", String.join("", tokens));
        message.put("refusal", null);
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("message", message);
        choice.put("logprobs", null);
        choice.put("finish_reason", "stop");
        Map<String, @Nullable Object> answer = frame("chat.completion");
        answer.put("choices", List.of(choice));
        answer.put("usage", usage());
        return JsonValues.write(answer);
    }

    /** The events of the streamed answer, the mark of its end included. */
    List<String> chunks() {
        List<String> chunks = new ArrayList<>();
        chunks.add(chunk(Map.of("role", "assistant", "content", ""), null, false));
        for (String token : tokens) {
            chunks.add(chunk(Map.of("content", token), null, false));
        }
        chunks.add(chunk(Map.of(), "stop", !usageApart));
        if (usageApart) {
            Map<String, @Nullable Object> last = frame("chat.completion.chunk");
            last.put("choices", List.of());
            last.put("usage", usage());
            chunks.add(JsonValues.write(last));
        }
        chunks.add("[DONE]");
        return chunks;
    }

    private String chunk(Map<String, ?> delta, @Nullable String finishReason, boolean withUsage) {
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("finish_reason", finishReason);
        Map<String, @Nullable Object> chunk = frame("chat.completion.chunk");
        chunk.put("choices", List.of(choice));
        if (withUsage) {
            chunk.put("usage", usage());
        }
        return JsonValues.write(chunk);
    }

    private Map<String, @Nullable Object> frame(String object) {
        Map<String, @Nullable Object> frame = new LinkedHashMap<>();
        frame.put("id", id);
        frame.put("object", object);
        frame.put("created", System.currentTimeMillis() / 1000);
        frame.put("model", model);
        return frame;
    }

    private Map<String, Object> usage() {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", promptTokens);
        usage.put("completion_tokens", tokens.size());
        usage.put("total_tokens", promptTokens + tokens.size());
        return usage;
    }
}
