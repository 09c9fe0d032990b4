package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.query.PartitionSummary;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Lists the days and what they hold, separated by tabs. */
final class PartitionsCommand implements Command {

    @Override
    public int run(List<String> words, Console console) throws FileProblem {
        Arguments.of(words, Set.of(), Set.of(), 0);
        try (ConversationStore store = CommandStore.openExisting(console.settings())) {
            console.println("day\tmessages\terrors\tbytes");
            for (PartitionSummary partition : store.administration().partitions()) {
                LocalDate day = partition.day();
                console.println((day == null ? "base" : day) + "\t" + partition.messages() + "\t" + partition.errors()
                        + "\t" + partition.bytes());
            }
            return DONE;
        }
    }
}
