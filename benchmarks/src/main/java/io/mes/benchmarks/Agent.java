package io.mes.benchmarks;

import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An agent that calls tools until it is done, sending its ten tool definitions with every request. It gives calls other ids
 * than the model did and writes their arguments anew, as frameworks do. Not thread-safe.
 */
final class Agent {

    private static final int TOOLS = 10;
    private static final int SHORTEST_RESULT = 200;
    private static final int LONGEST_RESULT = 4000;

    private final long user;
    private final Random random;
    private final Prose prose;
    private final String tools;
    private final String system;
    private final List<String> messages = new ArrayList<>();
    private final List<String> line = new ArrayList<>();
    private int calls;

    Agent(long user, Random random, Prose prose) {
        this.user = user;
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
                + "," + String.join(",", messages) + "]}";
        String answer = done ? say("assistant", prose.text()) : call(random.nextInt(5) == 0 ? 3 : 1);
        List<List<String>> after = List.of(List.copyOf(line));
        return new Turn("AGENT", user, request, answer, before, after);
    }

    private String say(String role, String text) {
        line.add(text);
        messages.add(Traffic.message(role, text));
        return Traffic.answer(text);
    }

    private String call(int count) {
        List<String> answered = new ArrayList<>();
        List<String> resent = new ArrayList<>();
        List<String> results = new ArrayList<>();
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
            results.add("{\"role\":\"tool\",\"tool_call_id\":\"id_" + calls + "\",\"content\":"
                    + JsonText.quote(prose.text(length)) + "}");
            known.append(' ').append(path);
        }
        line.add(known.toString());
        messages.add("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + String.join(",", resent) + "]}");
        messages.addAll(results);
        return Traffic.calls("[" + String.join(",", answered) + "]");
    }
}
