package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.engine.TestEngine;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time of the thread that writes, for exchanges with 20 messages of history, each of a conversation of its own, in one
 * batch. The driver's share is in it, and on SQLite that of the database.
 */
final class WritingCost {

    private static final int TURNS = 10;

    private final TestEngine engine;
    private final Instant day;
    private final List<Chat> before = new ArrayList<>();
    private final List<Chat> measured = new ArrayList<>();

    /**
     * Prepares conversations of ten turns, of which the eleventh is measured.
     *
     * @param named whether requests name their conversation
     */
    WritingCost(TestEngine engine, long seed, Instant day, int conversations, boolean named) {
        this.engine = engine;
        this.day = day;
        Dialogues dialogues = new Dialogues(seed, "cost-");
        for (int user = 1; user <= conversations; user++) {
            List<Chat> chats = dialogues.conversation(user, named ? "cost-" + user : null, TURNS + 1, day);
            before.addAll(chats.subList(0, TURNS));
            measured.add(chats.get(TURNS));
        }
    }

    /** Microseconds an exchange. */
    double micros() throws SQLException {
        try (WrittenDatabase database = WrittenDatabase.create(engine, day)) {
            Batches batches = new Batches(database::write);
            before.forEach(batches::add);
            batches.flush();
            // So that it does not pay for the garbage of what came before.
            System.gc();
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            database.write(measured);
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            database.requireUndisturbed();
            return (end - start) / 1e3 / measured.size();
        }
    }
}
