package io.mes.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as a process of its own. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("MES demo gateway at http://localhost:(\\d+)/v1");

    private final Process process;
    private final List<String> output = new ArrayList<>();

    /** Starts the jar in a directory, with nothing in its environment but these settings. */
    GatewayProcess(Path directory, Map<String, String> settings) throws IOException {
        this(directory, settings, List.of("-jar", System.getProperty("gateway.jar")));
    }

    private GatewayProcess(Path directory, Map<String, String> settings, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MES_") || name.contains("SQL"));
        builder.environment().putAll(settings);
        process = builder.start();
    }

    /** Starts the jar likewise, in half of the time, for one that is not to serve for long. */
    static GatewayProcess ofShortLife(Path directory, Map<String, String> settings) throws IOException {
        // Most of a start goes into code that will not run often enough to pay for it.
        List<String> options =
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", System.getProperty("gateway.jar"));
        return new GatewayProcess(directory, settings, options);
    }

    /** Starts the classes of this test's class path likewise, with so much heap, and an end where that does not do. */
    static GatewayProcess ofHeap(int megabytes, Path directory, Map<String, String> settings) throws IOException {
        List<String> options = List.of(
                "-Xmx" + megabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DemoGateway.class.getName());
        return new GatewayProcess(directory, settings, options);
    }

    /** Reads its start-up text until it says where it listens. */
    int awaitPort() throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.add(line);
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return Integer.parseInt(address.group(1));
            }
        }
        throw new IOException("The gateway did not start: " + output);
    }

    /** Tells it to end (SIGTERM), and waits until it has. */
    int terminate() throws InterruptedException {
        // The process's own destroy() would also close what it has printed.
        process.toHandle().destroy();
        return awaitExit();
    }

    /** Ends it as a power cut would (SIGKILL), and waits until it has. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The gateway does not end");
        }
        return process.exitValue();
    }

    /** Everything it printed, once it has ended. */
    String output() throws IOException {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(output::add);
        }
        return String.join("\n", output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
