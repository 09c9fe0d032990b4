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
            boolean right =
                    recount.wrongConversations() == 0 && recount.wrongUsage() == 0 && recount.missingCompletions() == 0;
            console.println("Counted " + recount.conversations() + " conversations: " + recount.wrongConversations()
                    + " entries and " + recount.wrongUsage() + " statistics were wrong"
                    + (recount.missingCompletions() == 0
                            ? ""
                            : ", " + recount.missingCompletions() + " completions were missing")
                    + (right ? "" : recount.repaired() ? ", and are right now" : "; --repair mends them"));
            return right || recount.repaired() ? DONE : FAILED;
        }
    }
}
