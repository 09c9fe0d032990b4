package io.mes.demo.command;

import io.mes.storage.transfer.ConversationExport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where an export goes: a file has its name only when it is whole and on its disk; what is no file (a pipe, a terminal, a
 * device) is written to as it is, and told where the database fails, for who reads it may not see the exit status.
 */
final class ExportOutput {

    private static final int MOST_LINKS = 40;

    /** What this process has open. */
    private static final Path OPEN_HERE = Path.of("/dev/fd");

    private ExportOutput() {}

    /**
     * Writes to a stream, which stays open.
     *
     * @param name what to call it where it fails
     * @return how many conversations there were
     * @throws io.mes.storage.query.StorageException if the database fails; the stream ends with the line of failure
     */
    static long toStream(ConversationExport export, OutputStream out, String name) throws FileProblem {
        Writer lines = writer(out);
        try {
            long written = export.writeTo(lines);
            lines.flush();
            return written;
        } catch (RuntimeException e) {
            tellFailure(lines, e);
            throw e;
        } catch (IOException e) {
            throw FileProblem.writing(name, e);
        }
    }

    private static void tellFailure(Writer lines, RuntimeException failure) {
        try {
            lines.write("\n" + ConversationExport.lineOfFailure() + "\n");
            lines.flush();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Writes to what has a name.
     *
     * @param standardOutput taken where that is its name: opened anew a file would be written over by what comes behind
     * @return how many conversations there were
     * @throws io.mes.storage.query.StorageException if the database fails; a file is as it was
     */
    static long toPath(ConversationExport export, Path output, OutputStream standardOutput) throws FileProblem {
        try {
            Path target = behindLinks(output.toAbsolutePath());
            if (isStandardOutput(target)) {
                return toStream(export, standardOutput, output.toString());
            }
            if (isFile(target)) {
                return toFile(export, target);
            }
            // Behind what is there, where somebody has opened a file.
            try (OutputStream out =
                    Files.newOutputStream(target, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                return toStream(export, out, output.toString());
            }
        } catch (FileProblem known) {
            throw known;
        } catch (IOException e) {
            throw FileProblem.writing(output.toString(), e);
        }
    }

    /** Links are kept, and what they lead to is replaced. */
    private static Path behindLinks(Path output) throws IOException {
        Path target = output;
        for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(target) && !isOpenAlready(target); i++) {
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static boolean isFile(Path target) throws IOException {
        return !isOpenAlready(target) && (Files.isRegularFile(target) || !Files.exists(target));
    }

    /** Whether it is a name for what a process has open, as {@code /dev/stdout} leads to: no file is to take that place. */
    private static boolean isOpenAlready(Path target) throws IOException {
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return false;
        }
        Path real = parent.toRealPath();
        return real.startsWith("/proc") || real.startsWith(OPEN_HERE);
    }

    private static boolean isStandardOutput(Path target) throws IOException {
        return target.endsWith("1") && isOpenAlready(target) && Files.isSameFile(target.resolveSibling("."), OPEN_HERE);
    }

    private static long toFile(ConversationExport export, Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "export", ".part");
        part.toFile().deleteOnExit();
        try {
            long written = write(export, part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return written;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static long write(ConversationExport export, Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                Writer lines = writer(Channels.newOutputStream(channel))) {
            long written = export.writeTo(lines);
            lines.flush();
            channel.force(true);
            return written;
        }
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }
}
