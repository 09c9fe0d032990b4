package io.mes.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that bodies of 4 GB in all pass at once through a server of 256 MB, and that their copies stay within bounds. */
@Timeout(120)
final class MemoryTest {

    private static final int CLIENTS = 200;
    private static final int BODY_BYTES = 20_000_000;
    private static final int PIECE_BYTES = 100_000;

    @TempDir
    private Path directory;

    @Test
    void shouldPassManyLargeBodiesInLittleMemory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallServer.class.getName(),
                        directory.resolve("mes.db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(sendAll(Integer.parseInt(said.readLine())))
                    .hasSize(CLIENTS)
                    .containsOnly(Integer.toString(BODY_BYTES));
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();

            assertThat(said.readLine()).matches("offered " + CLIENTS + ", truncated " + CLIENTS + ", lost 0, held 0");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> sendAll(int port) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            CyclicBarrier together = new CyclicBarrier(CLIENTS);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                answers.add(clients.submit(() -> send(port, together)));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> answer : answers) {
                texts.add(answer.get(90, TimeUnit.SECONDS));
            }
            return texts;
        } finally {
            clients.shutdownNow();
        }
    }

    /** Begins a body, waits until all have, and sends the rest. */
    private static String send(int port, CyclicBarrier together) throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(SideBySide.head("large", "Content-Length: " + BODY_BYTES, "Connection: close"));
            byte[] piece = new byte[PIECE_BYTES];
            Arrays.fill(piece, (byte) 'a');
            connection.send(piece);
            together.await(60, TimeUnit.SECONDS);
            for (int sent = PIECE_BYTES; sent < BODY_BYTES; sent += PIECE_BYTES) {
                connection.send(piece);
            }
            return connection.readResponse().text();
        }
    }
}
