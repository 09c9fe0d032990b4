package io.mes.all;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Tomcat as its makers pack it, in a process of its own, at a port that it finds itself. */
final class TomcatProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("ProtocolHandler \\[\"http-nio-auto-\\d+-(\\d+)\"]");
    private static final int SIGTERM_EXIT = 143;

    /** What Tomcat's own script opens, so that it can look for what an application leaves behind. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.rmi/sun.rmi.transport");

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Process process;
    private final Thread reader = new Thread(this::read, "tomcat-log");

    /**
     * Starts it.
     *
     * @param home where Tomcat is, which stays as it is
     * @param base where its applications are, in {@code webapps}
     */
    TomcatProcess(Path home, Path base, Map<String, String> environment) throws IOException, InterruptedException {
        Files.createDirectories(base.resolve("logs"));
        Path conf = Files.createDirectories(base.resolve("conf"));
        for (String file : List.of("web.xml", "logging.properties", "tomcat-users.xml")) {
            Files.copy(home.resolve("conf").resolve(file), conf.resolve(file));
        }
        String server = Files.readString(home.resolve("conf/server.xml"));
        Files.writeString(
                conf.resolve("server.xml"),
                server.replace("port=\"8005\"", "port=\"-1\"").replace("port=\"8080\"", "port=\"0\""));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "-Djava.util.logging.config.file=" + conf.resolve("logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + base,
                "-cp",
                home.resolve("bin/bootstrap.jar") + File.pathSeparator + home.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start"));
        ProcessBuilder java = new ProcessBuilder(command);
        java.environment().putAll(environment);
        process = java.redirectErrorStream(true).start();
        reader.setDaemon(true);
        reader.start();
        if (!started.await(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("Tomcat does not start: " + log);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                if (line.contains("Server startup in")) {
                    started.countDown();
                }
            }
        } catch (IOException e) {
            log.add(e.toString());
        }
    }

    int port() {
        for (String line : log) {
            Matcher port = PORT.matcher(line);
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
        }
        throw new IllegalStateException("Tomcat does not say its port: " + log);
    }

    /** What it has said. */
    List<String> log() {
        return log;
    }

    /** Has it stop in order, and waits until it has said its last. */
    void stop() throws InterruptedException {
        // The process itself would close what it is read from.
        process.toHandle().destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != SIGTERM_EXIT) {
            throw new IllegalStateException("Tomcat does not stop: " + log);
        }
        reader.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
