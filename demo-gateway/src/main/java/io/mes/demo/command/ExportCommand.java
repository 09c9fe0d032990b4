package io.mes.demo.command;

import io.mes.storage.ConversationStore;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.MomentText;
import io.mes.storage.query.StorageException;
import io.mes.storage.transfer.ConversationExport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/** Writes conversations as JSON Lines. */
final class ExportCommand implements Command {

    private static final Set<String> OPTIONS = Set.of("format", "from", "to", "model", "user", "output");

    @Override
    public int run(List<String> words, Console console) throws IOException {
        Arguments arguments = Arguments.of(words, OPTIONS, Set.of(), 0);
        try (ConversationStore store = CommandStore.open(console.settings())) {
            ConversationExport export = store.transfer().export(query(arguments, store));
            String output = arguments.option("output");
            long written = output == null ? toStream(export, console.out()) : toFile(export, Path.of(output));
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

    /** Whoever reads the stream may not see the exit status, so a failure is told in it as well. */
    private static long toStream(ConversationExport export, PrintStream out) throws IOException {
        Writer lines = writer(new FailingStream(out));
        try {
            long written = export.writeTo(lines);
            lines.flush();
            return written;
        } catch (StorageException e) {
            lines.write("\n" + ConversationExport.lineOfFailure() + "\n");
            lines.flush();
            throw e;
        }
    }

    /** A file has its name only when it is whole; what is no file is written to as it is. */
    private static long toFile(ConversationExport export, Path output) throws IOException {
        if (Files.exists(output) && !Files.isRegularFile(output)) {
            return write(export, output);
        }
        Path file = Files.exists(output) ? output.toRealPath() : output.toAbsolutePath();
        Path part = Files.createTempFile(file.getParent(), "export", ".part");
        try {
            long written = write(export, part);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            return written;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static long write(ConversationExport export, Path file) throws IOException {
        try (Writer lines = writer(Files.newOutputStream(file))) {
            return export.writeTo(lines);
        }
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Fails where a print stream only notes it, so that nobody goes on writing for a reader who has gone. */
    private static final class FailingStream extends OutputStream {

        private final PrintStream out;

        FailingStream(PrintStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
            check();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            check();
        }

        private void check() throws IOException {
            if (out.checkError()) {
                throw new IOException("Standard output was closed before everything was written");
            }
        }
    }
}
