package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.query.Imported;
import io.mes.storage.transfer.ConversationImport;
import io.mes.storage.transfer.ImportReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Reads conversations from JSON Lines. */
final class ImportCommand implements Command {

    private static final String STANDARD_INPUT = "-";

    @Override
    public int run(List<String> words, Console console) throws FileProblem {
        Arguments arguments = Arguments.of(words, Set.of("user"), Set.of(), 1);
        Long user = arguments.user();
        String file = arguments.word(0);
        try (InputStream in = file.equals(STANDARD_INPUT) ? console.in() : Files.newInputStream(Arguments.path(file));
                ConversationStore store = CommandStore.open(console.settings())) {
            ConversationImport lines = new ConversationImport(store.transfer()::store, user, Instant.now());
            ImportReport report = lines.read(
                    in, problem -> console.err().println("Line " + problem.line() + ": " + problem.message()));
            console.println(tell(report));
            return report.problems() == 0 ? DONE : FAILED;
        } catch (FileProblem known) {
            throw known;
        } catch (IOException e) {
            throw FileProblem.reading(file.equals(STANDARD_INPUT) ? "standard input" : file, e);
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
