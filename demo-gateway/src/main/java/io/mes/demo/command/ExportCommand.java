package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.MomentText;
import io.mes.storage.transfer.ConversationExport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Writes conversations as JSON Lines. */
final class ExportCommand implements Command {

    private static final Set<String> OPTIONS = Set.of("format", "from", "to", "model", "user", "output");

    @Override
    public int run(List<String> words, Console console) throws FileProblem {
        Arguments arguments = Arguments.of(words, OPTIONS, Set.of(), 0);
        String output = arguments.option("output");
        Path path = output == null ? null : Arguments.path(output);
        try (ConversationStore store = CommandStore.openExisting(console.settings())) {
            ConversationExport export = store.transfer().export(query(arguments, store));
            long written = path == null
                    ? ExportOutput.toStream(export, console.out(), Console.OUT)
                    : ExportOutput.toPath(export, path, console.out());
            console.err().println("Exported " + written + (written == 1 ? " conversation" : " conversations"));
            return DONE;
        }
    }

    private static ExportQuery query(Arguments arguments, ConversationStore store) {
        MomentText moments = new MomentText(store.queries()::startOf);
        String format = arguments.option("format");
        String from = arguments.option("from");
        String to = arguments.option("to");
        try {
            return new ExportQuery(
                    arguments.user(),
                    from == null ? null : moments.from("from", from),
                    to == null ? null : moments.to("to", to),
                    arguments.option("model"),
                    format == null ? ExportFormat.OPENAI : ExportFormat.of(format));
        } catch (InvalidQueryException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }
}
