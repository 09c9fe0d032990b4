package io.mes.storage.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * The temporary directory in which one server works. Neither it nor any process that works in it outlives this JVM,
 * however the JVM ends.
 *
 * <p>A shell reads from a pipe that only the JVM holds. When the pipe ends, because it was closed or because the JVM is
 * gone, even by {@code kill -9}, the shell ends the processes and removes the directory, and a disk that is mounted for its
 * data.
 */
final class ServerHome implements AutoCloseable {

    /** The name of the server's only user who can connect. */
    static final String USER = "mes";

    /** Knows the processes by the directory they work in; their numbers may go to others when they have ended. */
    private static final String GUARD = """
            home=$1
            processes() {
              ls -l /proc/[0-9]*/cwd | grep -F -e "-> $home" | sed 's|.*/proc/\\([0-9]*\\)/cwd -> .*|\\1|'
            }
            trap '' HUP INT TERM
            read -r never
            kill -s "$2" $(processes)
            tries=20
            while [ $tries -gt 0 ] && [ -n "$(processes)" ]; do
              sleep 0.1
              tries=$((tries - 1))
            done
            kill -s KILL $(processes)
            tries=50
            while [ $tries -gt 0 ] && ! rm -rf "$home"; do
              umount "$home/data"
              sleep 0.1
              tries=$((tries - 1))
            done
            """;

    private final Path directory;

    /** Of this server and no other, so that whoever connects with it has not met another one on the same port. */
    private final String password = UUID.randomUUID().toString().replace("-", "");

    private final Process guard;

    private ServerHome(Path directory, Process guard) {
        this.directory = directory;
        this.guard = guard;
    }

    /**
     * Makes a directory into which nobody else may look.
     *
     * @param signal ends a server at once, whatever becomes of its data
     * @param durability what the server does for its data
     */
    static ServerHome create(TestEngine engine, String signal, Durability durability) throws IOException {
        String prefix = "mes-" + engine.name().toLowerCase(Locale.ROOT) + "-";
        // Processes are known by the real path of where they work, not by one through links.
        Path directory =
                Files.createTempDirectory(DataPlace.of(durability), prefix).toRealPath();
        Process guard = new ProcessBuilder("sh", "-c", GUARD, "guard", directory.toString(), signal)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new ServerHome(directory, guard);
    }

    /** Starts a command, which must not leave this directory. */
    Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    Path directory() {
        return directory;
    }

    String password() {
        return password;
    }

    Path data() {
        return directory.resolve("data");
    }

    /** What commands have said. */
    String said() throws IOException {
        return Files.exists(log()) ? Files.readString(log(), StandardCharsets.ISO_8859_1) : "";
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** Writes a file for the server to read. */
    Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    /** Sends a signal to all processes that work here, those too that begin meanwhile. */
    void signal(String signal) throws IOException, InterruptedException {
        Set<String> reached = new HashSet<>();
        for (List<String> more = workers(reached); !more.isEmpty(); more = workers(reached)) {
            List<String> command = new ArrayList<>(List.of("kill", "-s", signal));
            command.addAll(more);
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            reached.addAll(more);
        }
    }

    /** Whether no process works here. */
    boolean isDeserted() {
        return workers(Set.of()).isEmpty();
    }

    private List<String> workers(Set<String> without) {
        return ProcessHandle.allProcesses()
                .map(process -> Long.toString(process.pid()))
                .filter(pid -> !without.contains(pid) && worksHere(pid))
                .toList();
    }

    private boolean worksHere(String pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", pid, "cwd")).startsWith(directory);
        } catch (IOException ended) {
            return false;
        }
    }

    /** Has everything ended and removed; does not wait for it. */
    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
    }
}
