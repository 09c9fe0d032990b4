package io.mes.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A command of the program, run as a process of its own.
 *
 * @param out where its standard output went
 * @param err where its standard error went
 */
record CommandProcess(int status, Path out, Path err) {

    /**
     * What stands before the arguments of a command: a Java for a short life, and the classes of this test's class path, but
     * those of tests, whose settings for the log are not the program's.
     */
    static List<String> program(String... options) {
        List<String> program = new ArrayList<>();
        program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        program.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        program.addAll(List.of(options));
        String classes = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
        program.addAll(List.of("-cp", classes, DemoGateway.class.getName()));
        return program;
    }

    /** Runs a command in a directory, with nothing of MES in its environment but these settings, until it has ended. */
    static CommandProcess run(Path directory, Map<String, String> settings, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "command", ".out");
        Path err = Files.createTempFile(directory, "command", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MES_") || name.contains("SQL"));
        builder.environment().putAll(settings);
        Process process = builder.start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The command does not end: " + command);
            }
            return new CommandProcess(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }

    String output() throws IOException {
        return Files.readString(out);
    }

    String errors() throws IOException {
        return Files.readString(err);
    }
}
