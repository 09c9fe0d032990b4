package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL refuses to be run by root; so root runs it as somebody else. */
final class Unprivileged {

    private static final String NOBODY = "65534";

    private Unprivileged() {}

    /** Whether this process is root's. */
    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** What to put before a command that works in a directory of ours, so that it does not run as root. */
    static List<String> prefix(Path directory) throws IOException {
        if (!isRoot()) {
            return List.of();
        }
        // In a name space of its own the process is nobody and yet may do everything with our files.
        if (succeeds("unshare", "-U", "true")) {
            return List.of("unshare", "-U");
        }
        // Containers often forbid that, but let root become somebody else.
        if (succeeds("chown", "-R", NOBODY, directory.toString()) && succeeds("setpriv", "--version")) {
            return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        }
        throw new IOException("PostgreSQL refuses to be run by root, and neither unshare nor setpriv works here;"
                + " run the tests as another user");
    }

    /** Whether there is such a command, and it ends well. */
    static boolean succeeds(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            return false;
        }
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
