package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.transfer.ConversationImport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verifies what an export leaves behind: whole files or none, and streams whose failure is told; by the program itself, beside
 * other programs.
 */
@Timeout(180)
final class ExportOutputTest {

    private static final int CONVERSATIONS = 300;

    /** Written as six characters each, so that the export is larger than the database. */
    private static final int CONTROL_CHARACTERS = 20_000;

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() throws IOException {
        String text = "\\u0001".repeat(CONTROL_CHARACTERS);
        String examples = IntStream.range(0, CONVERSATIONS)
                .mapToObj(i -> "{\"messages\":[{\"role\":\"user\",\"content\":\"" + i + text
                        + "\"},{\"role\":\"assistant\",\"content\":\"a\"}]}\n")
                .collect(Collectors.joining());
        Dsn dsn = Dsn.parse("local", directory.resolve("mes.db").toString());
        try (ConversationStore store =
                ConversationStore.open(StorageConfig.builder(dsn).build())) {
            new ConversationImport(store.transfer()::store, 1L, Instant.now())
                    .read(new ByteArrayInputStream(examples.getBytes(StandardCharsets.UTF_8)), problem -> {
                        throw new AssertionError(problem);
                    });
        }
    }

    /** Runs a line of a shell, in which MES stands for the program. */
    private CommandProcess shell(String line) throws IOException, InterruptedException {
        return CommandProcess.run(directory, Map.of("PORT", "1"), List.of("sh", "-c", script(line)));
    }

    private static String script(String line) {
        return line.replace("MES", String.join(" ", CommandProcess.program()));
    }

    private CompletableFuture<CommandProcess> shellBeside(String line) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return shell(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    @Test
    void shouldWriteWhatIsNoFileAsItIs() throws Exception {
        CommandProcess result = shell("MES export > whole && mkfifo pipe && (cat pipe > piped &"
                + " MES export --output=pipe && wait) && echo before > appended"
                + " && (MES export --output=/dev/stdout && echo behind) >> appended"
                + " && (echo before && MES export --output=/dev/fd/1 && echo behind) > written"
                + " && MES export --output=/dev/fd/3 3>> behind");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(text("whole").lines()).hasSize(CONVERSATIONS);
        assertThat(directory.resolve("piped")).hasSameBinaryContentAs(directory.resolve("whole"));
        assertThat(text("appended")).isEqualTo("before\n" + text("whole") + "behind\n");
        assertThat(text("written")).isEqualTo(text("appended"));
        assertThat(text("behind")).isEqualTo(text("whole"));
        assertThat(Files.isRegularFile(directory.resolve("pipe"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "partitions", "status", "recount", "help", "import /dev/null"})
    void shouldTellThatNobodyTookItsOutput(String command) throws Exception {
        CommandProcess result = shell("MES " + command + " > /dev/full");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors())
                .contains(command.split(" ")[0]
                        + " failed: standard output could not be written: No space left on device")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldEndWithTheReaderOfItsOutput() throws Exception {
        CommandProcess result = shell("(MES export; echo status $? >&2) | head -1");

        assertThat(result.output().lines()).hasSize(1);
        assertThat(result.errors().lines())
                .containsExactly("export failed: standard output could not be written: Broken pipe", "status 1");
    }

    @Test
    void shouldNameTheFileAndTheReason() throws Exception {
        CommandProcess full = shell("MES export --output=/dev/full");
        CommandProcess gone = shell("mkfifo pipe; (head -1 pipe > line &); MES export --output=pipe");
        CommandProcess folder = shell("mkdir folder; MES export --output=folder");
        CommandProcess nowhere = shell("MES export --output=none/file.jsonl");

        assertThat(List.of(full, gone, folder, nowhere))
                .allSatisfy(result -> assertThat(result.status()).isEqualTo(1));
        assertThat(full.errors()).isEqualTo("export failed: /dev/full could not be written: No space left on device\n");
        assertThat(gone.errors()).isEqualTo("export failed: pipe could not be written: Broken pipe\n");
        assertThat(folder.errors()).isEqualTo("export failed: folder could not be written: Is a directory\n");
        assertThat(nowhere.errors())
                .isEqualTo("export failed: none/file.jsonl could not be written:"
                        + " there is no such file or directory\n");
    }

    /** The system refuses files beyond a size, in the middle of writing, as it would on a full disk. */
    @Test
    void shouldLeaveTheFileAsItWasWhereTheNewOneFailed() throws Exception {
        Files.writeString(directory.resolve("old.jsonl"), "old");

        CommandProcess result = shell("ulimit -f 16384; MES export --output=old.jsonl");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("export failed: old.jsonl could not be written: File too large");
        assertThat(text("old.jsonl")).isEqualTo("old");
        assertThat(names()).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void shouldLeaveNothingWhereItIsTerminated() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script("exec MES export --output=new.jsonl"))
                .directory(directory.toFile());
        builder.environment().put("SQLITE_PATH", "mes.db");
        Process export = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        try {
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> names().stream().anyMatch(name -> name.endsWith(".part")));
            export.destroy();

            assertThat(export.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(export.exitValue()).isEqualTo(128 + 15);
            assertThat(names()).doesNotContain("new.jsonl").noneMatch(name -> name.endsWith(".part"));
        } finally {
            export.destroyForcibly();
        }
    }

    @Test
    void shouldKeepLinks() throws Exception {
        CommandProcess result = shell("mkdir folder && ln -s folder/new.jsonl link && MES export --output=link"
                + " && MES export --output=link");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(directory.resolve("link")).isSymbolicLink();
        assertThat(Files.isRegularFile(directory.resolve("folder/new.jsonl"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(text("link").lines()).hasSize(CONVERSATIONS);
    }

    /** Whoever reads a pipe sees no exit status. */
    @Test
    void shouldTellTheFailureOfTheDatabaseInAPipe() throws Exception {
        assertThat(shell("mkfifo pipe").status()).isZero();
        CompletableFuture<CommandProcess> export = shellBeside("MES export --output=pipe");

        String read;
        try (InputStream in = Files.newInputStream(directory.resolve("pipe"))) {
            byte[] begin = in.readNBytes(10_000);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE mes_conversations RENAME TO gone");
            }
            read = new String(begin, StandardCharsets.UTF_8) + new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        List<String> lines = read.lines().toList();
        assertThat(lines).hasSizeBetween(2, CONVERSATIONS);
        assertThat(lines.get(lines.size() - 1)).startsWith("{\"error\":{\"message\":\"The export broke off here");
        assertThat(export.get(30, TimeUnit.SECONDS).status()).isEqualTo(1);
        assertThat(export.get().errors()).contains("export failed: The database did not answer");
    }
}
