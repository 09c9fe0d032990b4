package io.mes.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks both databases the same in turn, with new connections for each question, again and again. Where a server has a
 * process for each connection, one that the system took away from its client's processor, for it worked much before,
 * answers everything some 100 microseconds later; that would be taken for the database's.
 */
final class ScaleRounds {

    /** Drivers and servers prepare what they were asked some times. */
    private static final int WARMUPS = 10;

    private final ScaleSide small;
    private final ScaleSide large;

    private record Answers(ScaleQuestion question, Samples ofSmall, Samples ofLarge) {

        static Answers none(ScaleQuestion question) {
            return new Answers(question, new Samples(), new Samples());
        }

        void addMedians(Answers others) {
            ofSmall.add(others.ofSmall.median());
            ofLarge.add(others.ofLarge.median());
        }

        ScaleResult result() {
            return new ScaleResult(question, ofSmall.mean(), ofLarge.mean());
        }
    }

    ScaleRounds(ScaleSide small, ScaleSide large) {
        this.small = small;
        this.large = large;
    }

    /**
     * Asks each question so many times of so many connections; what is told is the mean of their medians. Some connections
     * come before, which do not count.
     */
    List<ScaleResult> run(int connections, int repetitions) {
        List<Answers> medians = new ArrayList<>();
        for (ScaleQuestion question : ScaleQuestion.values()) {
            medians.add(Answers.none(question));
        }
        for (int i = -(connections / 10); i < connections; i++) {
            for (Answers each : medians) {
                reconnect(i % 2 == 0);
                Answers answers = ask(each.question(), repetitions);
                if (i >= 0) {
                    each.addMedians(answers);
                }
            }
        }
        return medians.stream().map(Answers::result).toList();
    }

    private void reconnect(boolean smallFirst) {
        (smallFirst ? small : large).reconnect();
        (smallFirst ? large : small).reconnect();
    }

    private Answers ask(ScaleQuestion question, int repetitions) {
        ask(Answers.none(question), WARMUPS);
        Answers answers = Answers.none(question);
        ask(answers, repetitions);
        return answers;
    }

    private void ask(Answers answers, int times) {
        for (int i = 0; i < times; i++) {
            if (i % 2 == 0) {
                requireSame(answers.question(), askSmall(answers), askLarge(answers));
            } else {
                requireSame(answers.question(), askLarge(answers), askSmall(answers));
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
