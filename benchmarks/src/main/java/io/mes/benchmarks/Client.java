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
final class Client implements Talking {

    private static final int SHORTEST_WINDOW = 3;
    private static final int LONGEST_WINDOW = 10;

    private final Kind kind;
    private final Speaker speaker;
    private final String prompt;
    private final List<String> script;
    private final Random random;
    private final Prose prose;
    private final int window;
    private final List<String> history = new ArrayList<>();
    private List<String> lent = List.of();
    private List<String> otherBranch = List.of();
    private int turns;

    /** How clients chat. */
    enum Kind {
        FULL_HISTORY,
        WINDOW,
        DATED_PROMPT,
        SUMMARY,
        SUMMARY_PROMPT,
        TEXT_PARTS,
        ALL_FIELDS,
        TRIMMED,
        CHOICES,
        REGENERATED,
        EDITED,
        SMALL_TALK,
        CANNED,
        CANNED_WINDOW,
        PARALLEL,
        TWIN,
        BORROWED,
        CUT_OFF,
        CUT_STOCK,
        STOCK_ELSEWHERE,
        BEGUN_ANSWER,
        ELSEWHERE
    }

    /**
     * A client.
     *
     * @param prompt its system prompt; empty for none
     * @param script what is said and heard in turn by the letter, as far as it goes; empty texts are of its own
     */
    Client(Kind kind, Speaker speaker, String prompt, List<String> script, Random random, Prose prose) {
        this.kind = kind;
        this.speaker = speaker;
        this.prompt = prompt;
        this.script = script;
        this.random = random;
        this.prose = prose;
        this.window = SHORTEST_WINDOW + random.nextInt(LONGEST_WINDOW - SHORTEST_WINDOW + 1);
    }

    Speaker speaker() {
        return speaker;
    }

    /** What it has said and heard, as it knows it; without what it was lent. */
    List<String> history() {
        return history;
    }

    /** Whether it cannot begin before it has got what another user has said and heard. */
    boolean borrows() {
        return kind == Kind.BORROWED && lent.isEmpty();
    }

    /** Whether it has said something. */
    boolean lends() {
        return !history.isEmpty();
    }

    void lend(List<String> said) {
        lent = List.copyOf(said);
    }

    @Override
    public Turn turn() {
        boolean first = turns == 0;
        if (kind == Kind.REGENERATED && !first && random.nextBoolean()) {
            history.remove(history.size() - 1);
            String question = history.remove(history.size() - 1);
            return answered(question, List.copyOf(history));
        }
        if (kind == Kind.EDITED && !first && random.nextInt(3) == 0) {
            history.subList(history.size() - 2, history.size()).clear();
        }
        if (kind == Kind.PARALLEL && turns >= 2) {
            List<String> other = turns == 2 ? List.copyOf(history) : otherBranch;
            otherBranch = List.copyOf(history);
            history.clear();
            history.addAll(other);
        }
        List<String> before = List.copyOf(history);
        boolean elsewhere = kind == Kind.ELSEWHERE || kind == Kind.STOCK_ELSEWHERE;
        if (elsewhere && !first && random.nextInt(4) == 0) {
            history.add(next());
            history.add(next());
        }
        return answered(next(), before);
    }

    private String next() {
        int place = history.size();
        boolean scripted = place < script.size() && !script.get(place).isEmpty();
        return scripted ? script.get(place) : prose.text();
    }

    private Turn answered(String question, List<String> before) {
        List<String> sent = sent();
        List<String> messages = messages(question);
        String begun = kind == Kind.BEGUN_ANSWER && random.nextInt(3) == 0 ? "Sure, " : "";
        if (!begun.isEmpty()) {
            messages.add(Traffic.message("assistant", begun));
        }
        history.add(question);
        List<String> answers = new ArrayList<>(List.of(next()));
        if (kind == Kind.CHOICES) {
            answers.add(prose.text());
        }
        List<List<String>> after = new ArrayList<>();
        boolean cut = (kind == Kind.CUT_OFF || kind == Kind.CUT_STOCK) && random.nextInt(3) == 0;
        for (String answer : answers) {
            List<String> line = new ArrayList<>(history);
            line.add(begun + (cut ? answer.substring(0, kept(answer)) : answer));
            after.add(line);
        }
        history.clear();
        history.addAll(after.get(random.nextInt(answers.size())));
        if (cut) {
            after.add(written(answers.get(0)));
        }
        boolean again = turns++ > 0 && before.isEmpty();
        String gap = kind == Kind.TRIMMED ? " \n" : "";
        String response = Traffic.answer(answers.stream().map(a -> a + gap).toList());
        return new Turn(kind.name(), speaker, again, Traffic.request(messages), response, cut, sent, before, after);
    }

    /** The line that nobody has got but the gateway. */
    private List<String> written(String answer) {
        List<String> line = new ArrayList<>(history.subList(0, history.size() - 1));
        line.add(answer);
        return line;
    }

    /** How much of an answer a client has got that breaks it off. */
    private int kept(String answer) {
        int half = answer.length() / 2;
        return kind == Kind.CUT_STOCK ? half + random.nextInt(half) : half;
    }

    private List<String> messages(String question) {
        List<String> messages = new ArrayList<>();
        String dated = kind == Kind.DATED_PROMPT ? prompt + " It is turn " + turns + " of this day." : prompt;
        if (!dated.isEmpty()) {
            messages.add(Traffic.message("system", dated));
        }
        List<String> all = all();
        int from = all.size() - sent().size();
        if (from > 0 && (kind == Kind.SUMMARY || kind == Kind.SUMMARY_PROMPT)) {
            String role = kind == Kind.SUMMARY ? "user" : "system";
            messages.add(Traffic.message(role, "Of what was said before: " + all.get(from - 1)));
        }
        for (int i = from; i < all.size(); i++) {
            messages.add(resent(i % 2 == 0 ? "user" : "assistant", all.get(i)));
        }
        messages.add(Traffic.message("user", question));
        return messages;
    }

    private List<String> all() {
        List<String> all = new ArrayList<>(lent);
        all.addAll(history);
        return all;
    }

    private List<String> sent() {
        List<String> all = all();
        return List.copyOf(all.subList(Math.max(0, all.size() - kept()), all.size()));
    }

    private int kept() {
        return switch (kind) {
            case WINDOW, CANNED_WINDOW -> window;
            // Who sums up keeps whole turns.
            case SUMMARY, SUMMARY_PROMPT -> window + window % 2;
            default -> Integer.MAX_VALUE;
        };
    }

    private String resent(String role, String text) {
        String quoted = JsonText.quote(text);
        if (kind == Kind.TEXT_PARTS) {
            return "{\"content\":[{\"type\":\"text\",\"text\":" + quoted + "}],\"role\":\"" + role + "\"}";
        }
        boolean all = kind == Kind.ALL_FIELDS && role.equals("assistant");
        return all
                ? "{\"role\":\"assistant\",\"content\":" + quoted + ",\"refusal\":null}"
                : Traffic.message(role, text);
    }
}
