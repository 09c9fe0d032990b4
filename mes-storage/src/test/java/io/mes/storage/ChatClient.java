package io.mes.storage;

import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A chat application as people use them: resends its history, cuts it, edits it, asks again, calls tools. What it sends and
 * is answered is its own memory of the conversation, against which what was stored can be held.
 */
final class ChatClient {

    private static final int WINDOW = 6;

    private final Random random;
    private final List<String> history = new ArrayList<>();
    private String system = "";
    private String lastSystem = "";
    private List<String> newestChoices = List.of();
    private boolean beganAnew;
    private int words;

    ChatClient(Random random) {
        this.random = random;
    }

    /** The messages of the next request, as JSON texts. */
    List<String> next() {
        if (random.nextInt(8) == 0) {
            system = random.nextInt(3) == 0 ? "" : message("system", "prompt " + random.nextInt(3));
        }
        switch (random.nextInt(10)) {
            case 0 -> editSomething();
            case 1 -> askForTheSameAgain();
            default -> goOn();
        }
        List<String> request = new ArrayList<>();
        if (!system.isEmpty()) {
            request.add(system);
            lastSystem = system;
        }
        boolean cut = random.nextInt(4) == 0 && history.size() > WINDOW;
        request.addAll(cut ? history.subList(history.size() - WINDOW, history.size()) : history);
        return request;
    }

    /**
     * What the client takes for the conversation: the newest system prompt it sent, its history, and of the newest answer
     * all choices, as it has not yet said with which it goes on.
     */
    List<String> line() {
        List<String> line = new ArrayList<>();
        if (!lastSystem.isEmpty()) {
            line.add(lastSystem);
        }
        if (!history.isEmpty()) {
            line.addAll(history.subList(0, history.size() - 1));
            line.addAll(newestChoices);
        }
        return line;
    }

    /** Whether it ever put another beginning in place of its first message, which looks like a client without history. */
    boolean beganAnew() {
        return beganAnew;
    }

    private void goOn() {
        if (!history.isEmpty() && history.get(history.size() - 1).contains("tool_calls")) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                history.add("{\"role\":\"tool\",\"content\":" + JsonText.quote(word()) + ",\"tool_call_id\":\"c" + i
                        + "\"}");
            }
        } else {
            history.add(random.nextInt(5) == 0 ? parts() : message("user", word()));
        }
    }

    private String parts() {
        return "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":" + JsonText.quote(word())
                + "},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/" + words + "\"}}]}";
    }

    private void editSomething() {
        if (!history.isEmpty()) {
            int at = random.nextInt(history.size());
            beganAnew |= at == 0;
            history.subList(at, history.size()).clear();
        }
        history.add(message("user", word()));
    }

    private void askForTheSameAgain() {
        while (!history.isEmpty() && history.get(history.size() - 1).contains("\"assistant\"")) {
            history.remove(history.size() - 1);
        }
        if (history.isEmpty()) {
            history.add(message("user", word()));
        }
    }

    /** The choices answered to the newest request, as JSON texts; the client goes on with one of them. */
    List<String> answer() {
        List<String> choices = new ArrayList<>();
        for (int i = random.nextInt(6) == 0 ? 3 : 1; i > 0; i--) {
            choices.add(
                    random.nextInt(5) == 0
                            ? "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c0\",\"type\":\"function\","
                                    + "\"function\":{\"name\":\"f\",\"arguments\":" + JsonText.quote(word()) + "}}]}"
                            : message("assistant", word()));
        }
        newestChoices = choices;
        history.add(choices.get(random.nextInt(choices.size())));
        return choices;
    }

    /** Mostly new words, sometimes one that was said before: people repeat themselves. */
    private String word() {
        return random.nextInt(10) == 0 ? "ok" : "word " + words++ + " \u00e9\"\n";
    }

    private static String message(String role, String text) {
        return TestStore.message(role, text);
    }
}
