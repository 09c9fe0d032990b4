package io.mes.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mes.filter.MesHelper;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import io.mes.storage.docs.DocPage;
import io.mes.storage.row.MessageRow;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies the administrator's commands as administrators run them: the program itself, its output and its exit status. */
@Timeout(180)
final class CommandsTest {

    private static final int LARGE_MESSAGE = 1_500_000;
    private static final int LARGE_MESSAGES = 64;

    @TempDir
    private Path directory;

    private final LocalDate oldDay = LocalDate.now(ZoneOffset.UTC).minusDays(3);
    private final Map<String, String> settings = Map.of("MES_TIMEZONE", "UTC", "PORT", "1");

    @BeforeEach
    void fill() {
        Map<String, String> filled = Map.of(
                "MES_TIMEZONE",
                "UTC",
                "SQLITE_PATH",
                directory.resolve("mes.db").toString());
        try (ConversationStore store = ConversationStore.open(StorageConfig.of(Settings.of(filled::get)))) {
            for (long user = 1; user <= 2; user++) {
                new MesHelper(store)
                        .saveChatCompletion(
                                null,
                                "first",
                                List.of(Map.of("role", "user", "content", "Grüße!")),
                                Map.of(
                                        "choices",
                                        List.of(Map.of("message", Map.of("role", "assistant", "content", "Hi.")))),
                                "simulated",
                                user,
                                1,
                                1);
            }
            long then = oldDay.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
            store.saveConversationHistory(new MessageRow(
                    1,
                    then,
                    then,
                    "old",
                    "old-1",
                    "user",
                    "long ago",
                    "m",
                    1,
                    1,
                    0,
                    0,
                    0,
                    false,
                    null,
                    null,
                    null,
                    null));
        }
    }

    private CommandProcess run(String... arguments) throws IOException, InterruptedException {
        List<String> command = CommandProcess.program();
        command.addAll(List.of(arguments));
        return CommandProcess.run(directory, settings, command);
    }

    /** Every command of the page, by a shell, one after the other. */
    @Test
    void shouldDoWhatThePageSays() throws Exception {
        String program = String.join(" ", CommandProcess.program());
        List<CommandProcess> results = new ArrayList<>();
        for (String line : DocPage.of("docs/export.md").block("java -jar").split("\n")) {
            String command = line.replace("java -jar demo-gateway.jar", program)
                    .replace("2026-11-01", oldDay.toString())
                    .replace("2026-11-22", oldDay.toString());
            CommandProcess result = CommandProcess.run(directory, settings, List.of("sh", "-c", command));
            assertThat(result.status()).as(line + "\n" + result.errors()).isZero();
            results.add(result);
        }

        assertThat(results).hasSize(10);
        assertThat(results.get(0).errors()).contains("Exported 3 conversations");
        List<String> all = Files.readAllLines(directory.resolve("all.mes.jsonl"));
        assertThat(all).hasSize(3).allSatisfy(line -> assertThat(line).startsWith("{\"mes\":1,\"conversation_id\":"));
        assertThat(Files.readAllLines(directory.resolve("examples.jsonl")))
                .containsOnly("{\"messages\":[{\"role\":\"user\",\"content\":\"Grüße!\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Hi.\"}]}")
                .hasSize(2);
        assertThat(results.get(2).output()).startsWith("Imported 3 conversations: 5 rows stored");
        assertThat(results.get(3).output()).startsWith("Imported 2 conversations: 2 rows stored, 2 were there already");
        assertThat(results.get(4).output()).startsWith("Imported 3 conversations: 5 rows stored");
        assertThat(results.get(5).output()).startsWith("day\tmessages\terrors\tbytes\n" + oldDay + "\t1\t0\t");
        assertThat(results.get(6).output()).isEqualTo("Dropped " + oldDay + "\n");
        assertThat(results.get(7).output()).contains("Counted 2 conversations: 0 entries and 0 statistics were wrong");
        assertThat(results.get(8).output())
                .contains("database\tSQLite", "messages\t4\n", "gateway\tdoes not answer at http://localhost:1/");
        assertThat(results.get(9).output()).contains("import [--user=NUMBER] FILE");
    }

    @Test
    void shouldWriteTheSameBytesAfterAnImport() throws Exception {
        run("export", "--format=mes", "--output=a.jsonl");
        List<String> program = CommandProcess.program();
        Map<String, String> other = Map.of("MES_TIMEZONE", "UTC", "SQLITE_PATH", "other.db");
        List<String> load = new ArrayList<>(program);
        load.addAll(List.of("import", "a.jsonl"));
        assertThat(CommandProcess.run(directory, other, load).status()).isZero();
        List<String> export = new ArrayList<>(program);
        export.addAll(List.of("export", "--format=mes"));

        CommandProcess exported = CommandProcess.run(directory, other, export);

        assertThat(exported.out()).hasSameBinaryContentAs(directory.resolve("a.jsonl"));
    }

    /** Neither a conversation nor a line of it fits into this heap. */
    @Test
    void shouldMoveAConversationLargerThanItsHeap() throws Exception {
        Path file = directory.resolve("large.jsonl");
        long now = Instant.now().getEpochSecond();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("{\"mes\":1,\"conversation_id\":\"large\",\"user_id\":1,\"title\":\"0\",\"model_name\":\"m\","
                    + "\"created_at\":" + now + ",\"updated_at\":" + now + ",\"messages\":[");
            for (int i = 0; i < LARGE_MESSAGES; i++) {
                out.write((i == 0 ? "" : ",") + "{\"message_id\":\"" + i + "\",\"role\":\"user\",\"content\":\"" + i);
                out.write("x".repeat(LARGE_MESSAGE));
                out.write("\",\"created_at\":" + now + ",\"model_name\":\"m\"}");
            }
            out.write(",{\"message_id\":\"end\",\"role\":\"assistant\",\"content\":\"a\",\"created_at\":" + now
                    + ",\"model_name\":\"m\"}]}\n");
        }
        Map<String, String> other = Map.of("SQLITE_PATH", "large.db");
        List<String> load = CommandProcess.program("-Xmx72m");
        load.addAll(List.of("import", "large.jsonl"));
        CommandProcess imported = CommandProcess.run(directory, other, load);
        assertThat(imported.output()).as(imported.errors()).contains(LARGE_MESSAGES + 1 + " rows stored");

        List<String> export = CommandProcess.program("-Xmx72m");
        export.addAll(List.of("export", "--format=mes", "--output=again.jsonl"));
        CommandProcess exported = CommandProcess.run(directory, other, export);

        assertThat(exported.status()).as(exported.errors()).isZero();
        assertThat(directory.resolve("again.jsonl")).hasSameBinaryContentAs(file);

        List<String> learn = CommandProcess.program("-Xmx72m");
        learn.addAll(List.of("export", "--output=example.jsonl"));
        CommandProcess example = CommandProcess.run(directory, other, learn);
        assertThat(example.status()).as(example.errors()).isZero();
        assertThat(Files.size(directory.resolve("example.jsonl"))).isGreaterThan(LARGE_MESSAGES * (long) LARGE_MESSAGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            frobnicate                       | There is no command "frobnicate"
            export --fromat=mes              | There is no option --fromat=mes here
            export --format=xml              | --format must be "openai" or "mes"
            export --from=yesterday          | --from must be a day
            export --user=alice              | --user must be the number of a user
            export --output                  | --output has no value
            export here                      | "here" is one word too many
            import                           | A word is missing
            drop tomorrow                    | "tomorrow" is no day
            recount --repair=yes             | There is no option --repair=yes here
            partitions --all                 | There is no option --all here
            export --user=1 --user=2         | --user is given twice
            export --user=                   | --user has no value
            export --user=99999999999999999999 | --user must be the number of a user
            export --output=                 | --output has no value
            export --from=2026-11-23 --to=2026-11-22 | --to must not lie before from
            export --from=2026-02-30         | --from must be a day
            import a b                       | "b" is one word too many
            import --user=x a                | --user must be the number of a user
            drop 2026-02-30                  | "2026-02-30" is no day
            drop 2026-11-22 2026-11-23       | "2026-11-23" is one word too many
            recount --repair --repair        | --repair is given twice
            status now                       | "now" is one word too many
            """)
    void shouldTellWhatThereIsWhereACommandIsWrong(String line, String message) {
        CommandRun wrong = new CommandRun(directory, line.split(" "));

        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.errors()).startsWith(message).contains("java -jar demo-gateway.jar export [options]");
        assertThat(wrong.output()).isEmpty();
    }

    @Test
    void shouldEndWithTheStatusOfTheCommand() throws Exception {
        CommandProcess unknown = run("frobnicate");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.errors()).contains("There is no command");
        assertThat(unknown.output()).isEmpty();

        Files.writeString(directory.resolve("broken.jsonl"), "{\"messages\":[]}\nno\n");
        CommandProcess broken = run("import", "--user=1", "broken.jsonl");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.errors()).contains("Line 1: messages are missing", "Line 2: There is no '{'");
        assertThat(broken.output()).contains("2 lines could not be imported");
    }

    @Test
    void shouldWriteToWhatIsNoFileAndReplaceWhatIsOne() throws Exception {
        Path file = Files.writeString(directory.resolve("old.jsonl"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.jsonl"), file);

        CommandRun toFile = new CommandRun(directory, "export", "--output=" + link);
        CommandRun toNowhere = new CommandRun(directory, "export", "--output=/dev/null");

        assertThat(toFile.status()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).content().startsWith("{\"messages\"");
        assertThat(link).isSymbolicLink();
        assertThat(toNowhere.status()).isZero();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).noneMatch(path -> path.toString().endsWith(".part"));
        }
    }

    @Test
    void shouldHelp() {
        for (String words : List.of("help", "--help", "export --help")) {
            CommandRun help = new CommandRun(directory, words.split(" "));
            assertThat(help.status()).isZero();
            assertThat(help.output()).contains("java -jar demo-gateway.jar drop DAY");
        }
    }

    @Test
    void shouldNameEveryCommandAndOptionInTheReadme() throws Exception {
        String readme = DocPage.of("README.md").text();
        String usage = new CommandRun(directory, "help").output();
        List<String> words = Pattern.compile("(?:demo-gateway\\.jar +|(?=--))(--\\w+|[a-z]+)")
                .matcher(usage)
                .results()
                .map(word -> word.group(1))
                .filter(word -> !word.equals("start"))
                .distinct()
                .toList();

        assertThat(words).hasSize(14);
        String section =
                readme.substring(readme.indexOf("## Export, import and commands"), readme.indexOf("## Settings"));
        assertThat(words).allSatisfy(word -> assertThat(section).contains(word));
    }

    @Test
    void shouldSayWhatFailed() throws Exception {
        CommandRun noFile = new CommandRun(
                directory, "import", directory.resolve("none.jsonl").toString());
        assertThat(noFile.status()).isEqualTo(1);
        assertThat(noFile.errors())
                .isEqualTo("import failed: " + directory.resolve("none.jsonl")
                        + " could not be read: there is no such file or directory\n");

        CommandRun noName = new CommandRun(directory, "import", "");
        assertThat(noName.status()).isEqualTo(2);
        assertThat(noName.errors()).startsWith("The name of a file is empty");

        CommandRun noDirectory = new CommandRun(directory, "export", "--output=" + directory.resolve("no/file"));
        assertThat(noDirectory.status()).isEqualTo(1);

        CommandRun notEnded =
                new CommandRun(directory, "drop", LocalDate.now(ZoneOffset.UTC).toString());
        assertThat(notEnded.status()).isEqualTo(1);
        assertThat(notEnded.errors()).contains("day must have ended");

        CommandRun noTables =
                new CommandRun(directory, "drop", oldDay.minusDays(1).toString());
        assertThat(noTables.status()).isEqualTo(1);
        assertThat(noTables.errors()).contains("There are no tables of");

        CommandRun setting = new CommandRun(directory.resolve("none"), "partitions");
        assertThat(setting.status()).isEqualTo(2);
        assertThat(setting.errors()).contains("SQLITE_PATH");
    }

    /** An export of nothing would look like one of an empty database. */
    @ParameterizedTest
    @ValueSource(strings = {"export", "partitions", "status", "recount", "drop 2026-11-22"})
    void shouldMakeNoDatabaseWhereItIsToReadOne(String command) throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));

        CommandRun none = new CommandRun(elsewhere, command.split(" "));

        assertThat(none.status()).isEqualTo(2);
        assertThat(none.errors()).startsWith("SQLITE_PATH leads to").contains("where there is no file");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"postgres://alice:hidden-word@127.0.0.1:1/db", "alice:hidden-word@tcp(127.0.0.1:1)/db"})
    void shouldTellThatTheDatabaseIsAway(String dsn) throws Exception {
        Files.writeString(directory.resolve("a.jsonl"), "");
        for (String command : List.of("export", "partitions", "drop 2026-11-22", "recount", "status", "import -")) {
            CommandRun away = new CommandRun(directory, 1, Map.of("MES_SQL_DSN", dsn), command.split(" "));

            assertThat(away.status()).as(command).isEqualTo(command.equals("status") ? 1 : 2);
            assertThat(away.errors())
                    .contains("MES_SQL_DSN leads to", "127.0.0.1:1", "cannot be reached", "start the server")
                    .doesNotContain("hidden-word", "\tat ");
        }
    }

    /** Its database does not answer, so what is said waits in its spool. */
    @Test
    void shouldFindAGatewayThatIsDegraded() throws Exception {
        Map<String, String> away = Map.of(
                "MES_SQL_DSN",
                "postgres://u:p@127.0.0.1:1/db",
                "MES_SPOOL_DIR",
                directory.resolve("spool").toString());
        try (RunningGateway gateway = RunningGateway.start(directory, null, away)) {
            gateway.send(gateway.request(RunningGateway.ALICE, "/v1/chat/completions")
                    .POST(BodyPublishers.ofString(
                            "{\"model\":\"simulated\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")));
            await().until(() -> gateway.health("spooled") == 1);

            CommandRun status = new CommandRun(directory, gateway.port(), Map.of(), "status");

            assertThat(status.status()).isEqualTo(1);
            assertThat(status.output()).contains("messages\t5\n", "gateway\t{\"status\":\"degraded\"");
            assertThat(status.errors())
                    .isEqualTo("The gateway at http://localhost:" + gateway.port() + "/api/v1/health is degraded\n");
            assertThat(status.output()).doesNotContain("max_backlog");
            assertThat(statusFor(gateway, RunningGateway.ADMIN))
                    .contains("gateway\t{\"status\":\"degraded\"", "\"spool\":{\"entries\":1,", "\"lost_by_reason\":");
            assertThat(statusFor(gateway, "sk-of-before"))
                    .contains("\"spooled\":1}")
                    .doesNotContain("max_backlog");
        }
        assertThat(new CommandRun(directory, "status").status()).isZero();
    }

    private String statusFor(RunningGateway gateway, String administrator) {
        return new CommandRun(directory, gateway.port(), Map.of("ADMINISTRATOR", administrator), "status").output();
    }

    @Test
    void shouldFindThatAnotherProgramHasThePort() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        other.createContext("/api", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        other.start();
        try {
            CommandRun status = new CommandRun(directory, other.getAddress().getPort(), Map.of(), "status");

            assertThat(status.status()).isEqualTo(1);
            assertThat(status.errors()).contains("an answer that is no gateway's, with status 404");
        } finally {
            other.stop(0);
        }
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            CommandRun status = new CommandRun(directory, silent.getLocalPort(), Map.of(), "status");

            assertThat(status.status()).isEqualTo(1);
            assertThat(status.errors()).contains("takes connections, but gives no answer");
        }
    }

    @Test
    void shouldTellOfWrongStatisticsAndMendThem() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE mes_conversations SET message_count = 9");
        }

        CommandRun found = new CommandRun(directory, "recount");
        CommandRun mended = new CommandRun(directory, "recount", "--repair");
        CommandRun right = new CommandRun(directory, "recount");

        assertThat(found.status()).isEqualTo(1);
        assertThat(found.output()).contains("3 entries and 0 statistics were wrong; --repair mends them");
        assertThat(mended.status()).isZero();
        assertThat(mended.output()).contains("and are right now");
        assertThat(right.status()).isZero();
    }

    @Test
    void shouldTellOfCompletionsThatAreNotListedAndOfThoseThatAreGone() throws Exception {
        Map<String, String> listing = Map.of("MES_COMPLETIONS_ENABLED", "true");
        CommandRun missing = new CommandRun(directory, 1, listing, "recount");
        CommandRun listed = new CommandRun(directory, 1, listing, "recount", "--repair");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mes.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE mes_completions SET message_id = '0' || message_id WHERE user_id = 1");
        }
        CommandRun both = new CommandRun(directory, 1, listing, "recount", "--repair");

        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.output())
                .contains("0 statistics were wrong, 2 completions were not listed; --repair mends them");
        assertThat(listed.status()).isZero();
        assertThat(both.output())
                .contains("wrong, 1 completions were not listed, 1 listed completions were gone, and are right now");
        assertThat(new CommandRun(directory, 1, listing, "recount").status()).isZero();
    }

    /** It has the gateway's settings, but neither its spool nor its retention. */
    @Test
    void shouldRunBesideTheGateway() throws Exception {
        Map<String, String> shared =
                Map.of("MES_SPOOL_DIR", directory.resolve("spool").toString(), "MES_RETENTION_DAYS", "36500");
        try (RunningGateway gateway = RunningGateway.start(directory, null, shared)) {
            CommandRun status = new CommandRun(directory, gateway.port(), shared, "status");
            CommandRun exported = new CommandRun(
                    directory,
                    gateway.port(),
                    Map.of("MES_SPOOL_DIR", directory.resolve("spool").toString(), "MES_RETENTION_DAYS", "1"),
                    "export",
                    "--format=mes");

            assertThat(status.status()).as(status.errors()).isZero();
            assertThat(status.output()).contains("gateway\t{\"status\":\"ok\"");
            assertThat(exported.output()).contains("long ago");
        }
        assertThat(new CommandRun(directory, "partitions").output()).contains(oldDay.toString());
    }
}
