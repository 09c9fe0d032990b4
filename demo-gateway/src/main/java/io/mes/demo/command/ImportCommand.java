package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.query.Imported;
import io.mes.storage.transfer.ConversationImport;
import io.mes.storage.transfer.ImportReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Reads conversations from JSON Lines. */
final class ImportCommand implements Command {

    @Override
    public int run(List<String> words, Console console) throws IOException {
        Arguments arguments = Arguments.of(words, Set.of("user"), Set.of(), 1);
        Long user = arguments.user();
        String file = arguments.word(0);
        try (InputStream in = file.equals("-") ? console.in() : Files.newInputStream(Path.of(file));
                ConversationStore store = CommandStore.open(console.settings())) {
            ConversationImport lines = new ConversationImport(store.transfer()::store, user, Instant.now());
            ImportReport report = lines.read(
                    in, problem -> console.err().println("Line " + problem.line() + ": " + problem.message()));
            console.out().println(tell(report));
            return report.problems() == 0 ? DONE : FAILED;
        }
    }

    private static String tell(ImportReport report) {
        Imported rows = report.rows();
        return "Imported " + report.conversations() + " conversations: " + rows.added() + " rows stored, "
                + rows.known()
                + " were there already, " + rows.deleted() + " belong to what was deleted since; " + report.problems()
                + " lines could not be imported";
    }
}
