package io.mes.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A documented curl command, carried out without curl, which a machine may not have. Knows the options in use, no others. */
final class CurlCommand {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private String method = "GET";
    private String url = "";
    private String body;
    private final List<String> headers = new ArrayList<>();

    private CurlCommand(List<String> words) {
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-s", "-sN" -> {}
                case "-X" -> method = words.get(++i);
                case "-H" -> headers.addAll(List.of(words.get(++i).split(": ", 2)));
                case "-d" -> {
                    body = words.get(++i);
                    method = "POST";
                }
                default -> {
                    if (!words.get(i).startsWith("http")) {
                        throw new IllegalArgumentException("Not known here: " + words.get(i));
                    }
                    url = words.get(i);
                }
            }
        }
    }

    /** The commands of a shell text, in order, with variables put in that the text itself sets. */
    static List<CurlCommand> allOf(String shell) {
        String text = shell.replace("\\\n", " ");
        Matcher assignment = Pattern.compile("(?m)^\\s*(\\w+)=(\\S+)").matcher(text);
        Map<String, String> variables = new HashMap<>();
        while (assignment.find()) {
            variables.put(assignment.group(1), assignment.group(2));
        }
        List<CurlCommand> commands = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.strip().startsWith("curl ")) {
                String known = line;
                for (Map.Entry<String, String> variable : variables.entrySet()) {
                    known = known.replace("$" + variable.getKey(), variable.getValue());
                }
                commands.add(new CurlCommand(words(known)));
            }
        }
        return commands;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }

    /** What the server answers, wherever it listens. */
    String run(int port) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(url.replaceFirst("localhost:\\d+", "localhost:" + port)))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        request.headers(headers.toArray(String[]::new));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
    }
}
