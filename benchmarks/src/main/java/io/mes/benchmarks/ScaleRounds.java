package io.mes.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Asks both databases the same in turn. */
final class ScaleRounds {

    private final ScaleSide small;
    private final ScaleSide large;

    private record Answers(ScaleQuestion question, Samples ofSmall, Samples ofLarge) {

        static List<Answers> none() {
            List<Answers> answers = new ArrayList<>();
            for (ScaleQuestion question : ScaleQuestion.values()) {
                answers.add(new Answers(question, new Samples(), new Samples()));
            }
            return answers;
        }

        ScaleResult result() {
            return new ScaleResult(question, ofSmall.median(), ofLarge.median());
        }
    }

    ScaleRounds(ScaleSide small, ScaleSide large) {
        this.small = small;
        this.large = large;
    }

    /** Asks everything so many times, after half as many to warm up. */
    List<ScaleResult> run(int repetitions) {
        ask(repetitions / 2, Answers.none());
        List<Answers> answers = Answers.none();
        ask(repetitions, answers);
        return answers.stream().map(Answers::result).toList();
    }

    private void ask(int times, List<Answers> answers) {
        for (int i = 0; i < times; i++) {
            for (Answers some : answers) {
                if (i % 2 == 0) {
                    requireSame(some.question(), askSmall(some), askLarge(some));
                } else {
                    requireSame(some.question(), askLarge(some), askSmall(some));
                }
            }
        }
    }

    private long askSmall(Answers answers) {
        return ask(answers.question(), small, answers.ofSmall());
    }

    private long askLarge(Answers answers) {
        return ask(answers.question(), large, answers.ofLarge());
    }

    private static long ask(ScaleQuestion question, ScaleSide side, Samples micros) {
        long start = System.nanoTime();
        long answer = question.ask(side);
        micros.add((System.nanoTime() - start) / 1e3);
        return answer;
    }

    /** What cost is compared must be as much work. */
    private static void requireSame(ScaleQuestion question, long one, long other) {
        if (one != other || one == 0) {
            throw new IllegalStateException("\"" + question + "\" was answered by " + one + " and by " + other);
        }
    }
}
