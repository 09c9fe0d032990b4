package io.mes.all;

import static org.assertj.core.api.Assertions.assertThat;

import io.mes.storage.docs.DocPage;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that an application is recorded on a plain Jetty that is set up and started as docs/jetty.md says. */
@Timeout(120)
final class PlainJettyIT {

    private static final Pattern PORT = Pattern.compile("ServerConnector.*\\{0\\.0\\.0\\.0:(\\d+)}");

    @TempDir
    private Path base;

    private ProcessBuilder shell(String line) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", line.replaceFirst("^java ", "exec " + java + " "));
        shell.environment().put("JETTY_HOME", System.getProperty("jetty.home"));
        return shell.directory(base.toFile());
    }

    @Test
    void shouldRecordWithoutALineOfCode() throws Exception {
        List<String> lines =
                DocPage.of("docs/jetty.md").block("java -jar").lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(shell(lines.get(0))
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
        DroppedIn application = new DroppedIn(base);

        ProcessBuilder command = shell(lines.get(1) + " jetty.http.port=0");
        command.environment().putAll(application.environment());
        try (ServerProcess jetty = new ServerProcess(command, "Started oejs.Server@")) {
            application.requireRecording(jetty.port(PORT));
            jetty.stop();
            assertThat(jetty.log())
                    .anySatisfy(line -> assertThat(line).contains("MES records what is POSTed to"))
                    .noneSatisfy(line -> assertThat(line).contains("WARN"));
        }
        assertThat(application.rows()).containsExactly("user: hi", "assistant: grüß dich");
    }
}
