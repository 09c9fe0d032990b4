package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Verifies that what must not be kept is in no file of the database and in no line of the log. */
@Timeout(60)
final class PrivacyTest {

    private static final String PIECE = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n";

    private final Logger root = (Logger) LoggerFactory.getLogger("io.mes");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        logged.start();
        root.setLevel(Level.TRACE);
        root.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(logged);
        root.setLevel(null);
    }

    private String everythingKept() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            StringBuilder kept = new StringBuilder();
            for (Path file : files.toList()) {
                kept.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return kept
                    + logged.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .collect(Collectors.joining("\n"));
        }
    }

    private static String chat(String text) {
        return "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    @Test
    void shouldKeepNeitherCredentialsNorWhatIsMaskedOrRefused() throws Exception {
        String head = String.join(
                "\r\n",
                "HTTP/1.1 200 OK",
                "Content-Type: text/event-stream",
                "Connection: close",
                "Set-Cookie: upstream=biscuit-of-the-upstream",
                "\r\n");
        try (ScriptedUpstream upstream = new ScriptedUpstream(call -> call.write(head
                        + PIECE.formatted("kept, b") + PIECE.formatted("ob@exam") + PIECE.formatted("ple.com")
                        + "data: [DONE]\n\n"));
                RunningGateway gateway =
                        RunningGateway.start(directory, upstream.uri(), Map.of("MES_REDACT", "email,EMP-\\d{3,5}"))) {
            gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                    .header("Cookie", "session=biscuit-of-alice")
                    .header("X-Api-Key", "key-of-alice")
                    .header("Proxy-Authorization", "Basic proxy-of-alice")
                    .header("X-Conversation-Id", "masked")
                    .POST(BodyPublishers.ofString(chat("EMP-1234 is bob@example.com"))));
            gateway.send(gateway.request(RunningGateway.BOB, "/v1/chat/completions")
                    .header("X-MES-Store", "false")
                    .header("X-Conversation-Id", "refused")
                    .POST(BodyPublishers.ofString(chat("never-to-be-kept"))));

            assertThat(gateway.send(gateway.request(RunningGateway.ALICE, "/api/v1/conversations/masked"))
                            .body())
                    .contains("[redacted] is [email]", "kept, [email]");
            assertThat(gateway.status(RunningGateway.BOB, "GET", "/api/v1/conversations/refused"))
                    .isEqualTo(404);
        }

        assertThat(everythingKept())
                .contains("kept, [email]")
                .doesNotContain("biscuit-of", "key-of-alice", "proxy-of-alice")
                .doesNotContain("Bearer " + RunningGateway.ALICE, "sk-upstream")
                .doesNotContain("bob@", "EMP-1234", "never-to-be-kept");
    }
}
