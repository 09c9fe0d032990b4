package io.mes.storage.spool;

import static io.mes.storage.spool.SpooledChats.entry;
import static io.mes.storage.spool.SpooledChats.sequences;

import io.mes.storage.config.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway in a process of its own that does nothing but spool. */
final class SpoolingProcess {

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    /** What it does. */
    enum Task {
        /** Says whether it could open the spool, or why not. */
        OPEN,
        /** Appends until it is killed, and says the last sequence of each batch once that is on disk. */
        APPEND_FOREVER,
        /** Spools more than it has memory, replays all of it, and says how many bytes those were. */
        FILL_AND_DRAIN
    }

    private SpoolingProcess() {}

    /** Starts one. */
    static Process start(Task task, Path directory, String heap) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        heap,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolingProcess.class.getName(),
                        task.name(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws SpoolException, UndecodableChatException {
        try (Spool spool = Spool.open(Path.of(args[1]), Long.MAX_VALUE)) {
            switch (Task.valueOf(args[0])) {
                case OPEN -> OUT.println("opened");
                case APPEND_FOREVER -> appendForever(spool);
                case FILL_AND_DRAIN -> fillAndDrain(spool);
            }
        } catch (ConfigException e) {
            OUT.println(e.getMessage());
        }
    }

    private static void appendForever(Spool spool) throws SpoolException {
        for (long next = 0; ; ) {
            List<SpoolEntry> batch = new ArrayList<>();
            for (long size = 1 + next % 5; size > 0; size--) {
                batch.add(entry(next++, (int) (next * 7919 % 20_000)));
            }
            spool.append(batch);
            OUT.println(next - 1);
        }
    }

    private static void fillAndDrain(Spool spool) throws SpoolException, UndecodableChatException {
        for (long next = 0; next < 100; next++) {
            spool.append(List.of(entry(next, 1_000_000)));
        }
        OUT.println(spool.level().bytes());
        long next = 0;
        List<SpoolEntry> batch = spool.peek(1000, 3_000_000);
        while (!batch.isEmpty()) {
            for (SpoolEntry entry : batch) {
                if (!SpooledChats.answer(entry).contains("answer " + next)) {
                    throw new IllegalStateException("Entry " + next + " is not there, but " + entry);
                }
                next++;
            }
            spool.remove(sequences(batch));
            batch = spool.peek(1000, 3_000_000);
        }
        OUT.println(next);
    }
}
