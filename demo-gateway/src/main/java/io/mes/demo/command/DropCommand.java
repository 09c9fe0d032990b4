package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Drops a day. */
final class DropCommand implements Command {

    @Override
    public int run(List<String> words, Console console) throws FileProblem {
        LocalDate day = day(Arguments.of(words, Set.of(), Set.of(), 1).word(0));
        try (ConversationStore store = CommandStore.openExisting(console.settings())) {
            store.administration().dropDay(day);
            console.println("Dropped " + day);
            return DONE;
        }
    }

    private static LocalDate day(String word) {
        try {
            return LocalDate.parse(word);
        } catch (DateTimeException e) {
            throw new UsageException("\"" + word + "\" is no day; write it as 2026-11-22");
        }
    }
}
