package io.mes.benchmarks;

import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An agent that calls tools until it is done, sending its ten tool definitions with every request. It gives calls other ids
 * than the model did and writes their arguments anew, as frameworks do. One that clears drops the text of all but the newest
 * results, to save tokens. Not thread-safe.
 */
final class Agent {

    private static final int TOOLS = 10;
    private static final int SHORTEST_RESULT = 200;
    private static final int LONGEST_RESULT = 4000;

    /** So many messages at the end are never cleared. */
    private static final int KEPT = 8;

    private final Speaker speaker;
    private final boolean clears;
    private final Random random;
    private final Prose prose;
    private final String tools;
    private final String system;
    private final List<String> messages = new ArrayList<>();
    private final List<String> cleared = new ArrayList<>();
    private final List<String> line = new ArrayList<>();
    private int calls;

    Agent(Speaker speaker, boolean clears, Random random, Prose prose) {
        this.speaker = speaker;
        this.clears = clears;
        this.random = random;
        this.prose = prose;
        this.tools = tools(prose);
        this.system = Traffic.message("system", prose.text(1000));
    }

    /** Some nine thousand characters of JSON Schema. */
    private static String tools(Prose prose) {
        List<String> tools = new ArrayList<>();
        for (int tool = 0; tool < TOOLS; tool++) {
            List<String> properties = new ArrayList<>();
            for (String name : List.of("path", "query", "limit")) {
                properties.add("\"" + name + "\":{\"type\":\"string\",\"description\":"
                        + JsonText.quote(prose.text(180)) + "}");
            }
            tools.add("{\"type\":\"function\",\"function\":{\"name\":\"tool_" + tool + "\",\"description\":"
                    + JsonText.quote(prose.text(150)) + ",\"parameters\":{\"type\":\"object\",\"properties\":{"
                    + String.join(",", properties) + "},\"required\":[\"path\"]}}}");
        }
        return "[" + String.join(",", tools) + "]";
    }

    int calls() {
        return calls;
    }

    /** The next exchange: the model calls tools, now and then several at once, or is done. */
    Turn turn(boolean done) {
        List<String> before = List.copyOf(line);
        if (messages.isEmpty()) {
            say("user", prose.text());
        }
        String request = "{\"model\":\"gpt-x\",\"tools\":" + tools + ",\"temperature\":0.2,\"messages\":[" + system
                + "," + String.join(",", resent()) + "]}";
        String answer = done ? say("assistant", prose.text()) : call(random.nextInt(5) == 0 ? 3 : 1);
        List<List<String>> after = List.of(List.copyOf(line));
        return new Turn(
                clears ? "AGENT_CLEARED" : "AGENT", speaker, false, request, answer, false, before, before, after);
    }

    private List<String> resent() {
        int from = clears ? Math.max(0, messages.size() - KEPT) : 0;
        List<String> resent = new ArrayList<>(cleared.subList(0, from));
        resent.addAll(messages.subList(from, messages.size()));
        return resent;
    }

    private void add(String message, String whenCleared) {
        messages.add(message);
        cleared.add(whenCleared);
    }

    private static String result(String id, String text) {
        return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":" + JsonText.quote(text) + "}";
    }

    private String say(String role, String text) {
        line.add(text);
        String message = Traffic.message(role, text);
        add(message, message);
        return Traffic.answer(text);
    }

    private String call(int count) {
        List<String> answered = new ArrayList<>();
        List<String> resent = new ArrayList<>();
        List<String[]> results = new ArrayList<>();
        StringBuilder known = new StringBuilder("calls");
        for (int i = 0; i < count; i++) {
            calls++;
            String path = "/srv/data/" + random.nextInt(1_000_000);
            String function =
                    "\"type\":\"function\",\"function\":{\"name\":\"tool_" + calls % TOOLS + "\",\"arguments\":";
            answered.add("{\"id\":\"call_" + random.nextInt() + "\"," + function
                    + JsonText.quote("{\"path\": \"" + path + "\", \"limit\": \"10\"}") + "}}");
            resent.add("{\"id\":\"id_" + calls + "\"," + function
                    + JsonText.quote("{\"path\":\"" + path + "\",\"limit\":\"10\"}") + "}}");
            int length = SHORTEST_RESULT + random.nextInt(LONGEST_RESULT - SHORTEST_RESULT);
            String id = "id_" + calls;
            results.add(new String[] {result(id, prose.text(length)), result(id, "[cleared]")});
            known.append(' ').append(path);
        }
        line.add(known.toString());
        String message = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + String.join(",", resent) + "]}";
        add(message, message);
        results.forEach(result -> add(result[0], result[1]));
        return Traffic.calls("[" + String.join(",", answered) + "]");
    }
}
