package io.mes.benchmarks;

import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A client that names no conversation, chatting in the way of its kind. It knows what it goes on with. Not thread-safe.
 *
 * <p>Texts are kept as they were said; requests send them again as the kind does.
 */
final class Client {

    private static final int WINDOW = 6;
    private static final List<String> SMALL_TALK = List.of("hi", "how are you?");
    private static final List<String> SMALL_ANSWERS = List.of("Hello! How can I help you?", "I am fine, thank you!");

    private final Kind kind;
    private final long user;
    private final Random random;
    private final Prose prose;
    private final List<String> history = new ArrayList<>();
    private final List<String> lent;
    private List<String> otherBranch = List.of();
    private int turns;

    /** How clients chat. */
    enum Kind {
        FULL_HISTORY,
        WINDOW,
        DATED_PROMPT,
        SUMMARY,
        TEXT_PARTS,
        TRIMMED,
        CHOICES,
        REGENERATED,
        EDITED,
        SMALL_TALK,
        PARALLEL,
        BORROWED
    }

    /**
     * A client of a user.
     *
     * @param lent what another user has said and heard, from which this one goes on if its kind does that
     */
    Client(Kind kind, long user, List<String> lent, Random random, Prose prose) {
        this.kind = kind;
        this.user = user;
        this.random = random;
        this.prose = prose;
        this.lent = kind == Kind.BORROWED ? List.copyOf(lent) : List.of();
    }

    /** What it has said and heard, as it knows it. */
    List<String> history() {
        return history;
    }

    Turn turn() {
        if (kind == Kind.REGENERATED && !history.isEmpty() && random.nextBoolean()) {
            history.remove(history.size() - 1);
            return answered(history.remove(history.size() - 1));
        }
        if (kind == Kind.EDITED && !history.isEmpty() && random.nextInt(3) == 0) {
            history.subList(history.size() - 2, history.size()).clear();
        }
        if (kind == Kind.PARALLEL && turns >= 2) {
            List<String> other = turns == 2 ? List.copyOf(history) : otherBranch;
            otherBranch = List.copyOf(history);
            history.clear();
            history.addAll(other);
        }
        boolean small = kind == Kind.SMALL_TALK && turns < SMALL_TALK.size();
        return answered(small ? SMALL_TALK.get(turns) : prose.text());
    }

    private Turn answered(String question) {
        List<String> before = List.copyOf(history);
        boolean small = kind == Kind.SMALL_TALK && turns < SMALL_TALK.size();
        List<String> answers = new ArrayList<>();
        answers.add(small ? SMALL_ANSWERS.get(turns) : prose.text());
        if (kind == Kind.CHOICES) {
            answers.add(prose.text());
        }
        String request = Traffic.request(messages(question));
        history.add(question);
        String gap = kind == Kind.TRIMMED ? " \n" : "";
        List<List<String>> after = new ArrayList<>();
        for (String answer : answers) {
            List<String> line = new ArrayList<>(history);
            line.add(answer);
            after.add(line);
        }
        history.add(answers.get(random.nextInt(answers.size())));
        turns++;
        return new Turn(
                kind.name(),
                user,
                request,
                Traffic.answer(answers.stream().map(a -> a + gap).toList()),
                before,
                after);
    }

    private List<String> messages(String question) {
        List<String> messages = new ArrayList<>();
        if (kind == Kind.DATED_PROMPT) {
            messages.add(Traffic.message("system", "You are an assistant. It is turn " + turns + " of this day."));
        }
        List<String> resent = new ArrayList<>(lent);
        resent.addAll(history);
        boolean cut = (kind == Kind.WINDOW || kind == Kind.SUMMARY) && resent.size() > WINDOW;
        if (cut && kind == Kind.SUMMARY) {
            messages.add(Traffic.message("user", "Of what was said before: " + resent.get(0)));
        }
        int from = cut ? resent.size() - WINDOW : 0;
        for (int i = from; i < resent.size(); i++) {
            messages.add(resent(i % 2 == 0 ? "user" : "assistant", resent.get(i)));
        }
        messages.add(Traffic.message("user", question));
        return messages;
    }

    private String resent(String role, String text) {
        return kind == Kind.TEXT_PARTS
                ? "{\"content\":[{\"type\":\"text\",\"text\":" + JsonText.quote(text) + "}],\"role\":\"" + role + "\"}"
                : Traffic.message(role, text);
    }
}
