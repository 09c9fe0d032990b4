package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.query.Recount;
import java.util.List;
import java.util.Set;

/** Compares lists and statistics with the rows that they describe. */
final class RecountCommand implements Command {

    @Override
    public int run(List<String> words, Console console) throws FileProblem {
        boolean repair = Arguments.of(words, Set.of(), Set.of("repair"), 0).flag("repair");
        try (ConversationStore store = CommandStore.openExisting(console.settings())) {
            Recount recount = store.administration().recount(repair);
            console.println("Counted " + recount.conversations() + " conversations: " + recount.wrongConversations()
                    + " entries and " + recount.wrongUsage() + " statistics were wrong"
                    + counted(recount.missingCompletions(), "completions were not listed")
                    + counted(recount.staleCompletions(), "listed completions were gone")
                    + (recount.isRight() ? "" : recount.repaired() ? ", and are right now" : "; --repair mends them"));
            return recount.isRight() || recount.repaired() ? DONE : FAILED;
        }
    }

    private static String counted(long number, String what) {
        return number == 0 ? "" : ", " + number + " " + what;
    }
}
