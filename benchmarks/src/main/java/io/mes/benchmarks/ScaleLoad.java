package io.mes.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What the databases are filled with. Days are counted back from the last one, which is the same in all.
 *
 * @param days how many days the large one has
 * @param exchangesADay what others than the users of the measurement do each day
 * @param messages how many the long conversation has, all on the last day
 */
record ScaleLoad(int days, int exchangesADay, int messages) {

    /** Has said everything on the last day. */
    static final long OF_ONE_DAY = 1001;

    /** Begins conversations on every day, each day as many. */
    static final long OF_EVERY_DAY = 1002;

    /** Has one conversation that went on every day: as many turns as there are days, in one day all on that. */
    static final long OF_SPREAD = 1003;

    /** Has one long conversation. */
    static final long OF_LONG = 1004;

    /** What the conversations are called that are read. */
    static final String READ = "read";

    static final Instant LAST_DAY = Instant.parse("2026-11-22T12:00:00Z");

    private static final int SEED = 20261122;
    private static final int OTHERS = 50;
    private static final int CONVERSATIONS = 25;
    private static final int TURNS = 4;
    private static final int TURNS_READ = 10;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Fills an empty database with so many days. */
    void fill(WrittenDatabase database, int filledDays) {
        Batches batches = new Batches(database::write);
        for (int back = filledDays - 1; back >= 0; back--) {
            Dialogues dialogues = new Dialogues(SEED + (long) back, "day-" + back + "-");
            Instant day = LAST_DAY.minus(Duration.ofDays(back));
            fillOthers(batches, dialogues, day);
            fillEveryDay(batches, dialogues, day, filledDays);
            if (back == 0) {
                fillLastDay(batches, dialogues, day);
            }
        }
        batches.flush();
        database.requireUndisturbed();
    }

    private void fillOthers(Batches batches, Dialogues dialogues, Instant day) {
        for (int i = 0; i < exchangesADay; i++) {
            batches.add(dialogues.ofAnyone(OTHERS, day.plus(PAUSE.multipliedBy(i))));
        }
    }

    private void fillEveryDay(Batches batches, Dialogues dialogues, Instant day, int filledDays) {
        for (int i = 0; i < CONVERSATIONS; i++) {
            Instant at = day.plus(PAUSE.multipliedBy(i));
            dialogues
                    .conversation(OF_EVERY_DAY, "every-" + day + "-" + i, 1, at)
                    .forEach(batches::add);
        }
        for (int i = 0; i < days / filledDays; i++) {
            batches.add(dialogues.append(OF_SPREAD, READ, day));
        }
    }

    private void fillLastDay(Batches batches, Dialogues dialogues, Instant day) {
        for (int i = 0; i < CONVERSATIONS; i++) {
            Instant at = day.plus(PAUSE.multipliedBy(i));
            dialogues.conversation(OF_ONE_DAY, "one-" + i, TURNS, at).forEach(batches::add);
        }
        dialogues.conversation(OF_ONE_DAY, READ, TURNS_READ, day).forEach(batches::add);
        dialogues.conversation(OF_EVERY_DAY, READ, TURNS_READ, day).forEach(batches::add);
        for (int i = 0; i < messages / 2; i++) {
            batches.add(dialogues.append(OF_LONG, READ, day));
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "1 day and %d days of %d exchanges and %d conversations of one user, a conversation of %,d messages",
                days,
                exchangesADay,
                CONVERSATIONS,
                messages);
    }
}
