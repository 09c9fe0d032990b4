package io.mes.all;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that an application on a plain Tomcat is recorded once two jars lie in its {@code WEB-INF/lib}. */
@Timeout(120)
final class PlainTomcatIT {

    private static final Pattern PORT = Pattern.compile("ProtocolHandler \\[\"http-nio-auto-\\d+-(\\d+)\"]");

    /** What Tomcat's own script opens, so that it can look for what an application leaves behind. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.rmi/sun.rmi.transport");

    @TempDir
    private Path base;

    /** Tomcat where it is unpacked stays as it is. */
    private ProcessBuilder command() throws IOException {
        Path home = Path.of(System.getProperty("tomcat.home"));
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
        return new ProcessBuilder(command);
    }

    @Test
    void shouldRecordWithoutALineOfCode() throws Exception {
        DroppedIn application = new DroppedIn(base);
        ProcessBuilder command = command();
        command.environment().putAll(application.environment());
        try (ServerProcess tomcat = new ServerProcess(command, "Server startup in")) {
            application.requireRecording(tomcat.port(PORT));
            assertThat(tomcat.log())
                    .anySatisfy(line -> assertThat(line).contains("MES records what is POSTed to", base.toString()));
            tomcat.stop();
            // Tomcat says of every driver in a WEB-INF/lib that it had to unregister it, and would say so of threads.
            assertThat(tomcat.log())
                    .filteredOn(line -> line.contains("SEVERE") || line.contains("clearReferences"))
                    .allSatisfy(line -> assertThat(line).contains("registered the JDBC driver [org.sqlite.JDBC]"));
        }
        assertThat(application.rows()).containsExactly("user: hi", "assistant: grüß dich");
    }
}
