package io.mes.benchmarks;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Dsn;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Rows a second into SQLite: the whole way from the offer of an exchange (ring, parsing, placing, catalogue), and the bare
 * INSERT of the same rows in batches of the same size, into tables with the same indexes. Read the ratio.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar WriteBenchmark -f 1 -wi 3 -i 5 -r 2 -w 2}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class WriteBenchmark {

    private static final int EXCHANGES = 500;
    private static final int ROWS = 2 * EXCHANGES;

    private final String request = Traffic.request(Traffic.text(300));
    private final String answer = Traffic.answer(Traffic.text(900));
    private Path directory = Path.of("");
    private @Nullable ConversationStore store;
    private @Nullable Connection connection;
    private String insert = "";
    private long count;

    /** Opens two databases, one for each way. */
    @Setup
    public void open() throws IOException, SQLException {
        directory = Files.createTempDirectory("mes-write");
        store = open(directory.resolve("store.db"));
        ConversationStore tables = open(directory.resolve("bare.db"));
        insert = SqlText.insert(
                tables.getConversationHistoryTableName(LocalDate.now(ZoneId.systemDefault())), Tables.MESSAGE_COLUMNS);
        tables.close();
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("bare.db")
                + "?journal_mode=WAL&synchronous=NORMAL&cache_size=-32768");
        connection.setAutoCommit(false);
    }

    private static ConversationStore open(Path file) {
        return ConversationStore.open(
                StorageConfig.builder(Dsn.parse("local", file.toString())).build());
    }

    /** Closes and removes both. */
    @TearDown
    public void close() throws IOException, SQLException {
        if (store != null && connection != null) {
            store.close();
            connection.close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The whole way. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long wholeWay() {
        ConversationStore open = Objects.requireNonNull(store);
        for (int i = 0; i < EXCHANGES; i++) {
            count++;
            open.offer(Traffic.exchange(count % 100, "c" + count, request, answer));
        }
        // Answered when everything before it is written.
        return open.queries().stats(0).totalMessages();
    }

    /** Nothing but the rows. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int bareInsert() throws SQLException {
        Connection open = Objects.requireNonNull(connection);
        try (PreparedStatement statement = open.prepareStatement(insert)) {
            for (int i = 0; i < EXCHANGES; i++) {
                count++;
                bind(statement, "user", "-0000", 300, 0, null, null, "{\"mes\":{}}");
                bind(
                        statement,
                        "assistant",
                        "-0001",
                        900,
                        300,
                        "stop",
                        "{\"prompt_tokens\":100,\"completion_tokens\":200,\"total_tokens\":300}",
                        "{\"mes\":{\"choice\":0,\"response_id\":\"chatcmpl-1\",\"response_model\":\"gpt-x-2026\","
                                + "\"response\":{\"created\":1795341600},\"status\":200,\"latency_ms\":900,"
                                + "\"first_byte_ms\":200,\"request\":{\"model\":\"gpt-x\",\"temperature\":0.7}},"
                                + "\"refusal\":null}");
            }
            int[] written = statement.executeBatch();
            open.commit();
            return written.length;
        }
    }

    private void bind(
            PreparedStatement statement,
            String role,
            String position,
            int length,
            long tokens,
            @Nullable String finishReason,
            @Nullable String usage,
            String other)
            throws SQLException {
        String id = "01m81sdyn4%016d".formatted(count);
        List<Object> values = new ArrayList<>(List.of(count % 100, 1795341600L, 1795341600L, "c" + count));
        values.addAll(List.of(id + position, role, Traffic.text(length), "gpt-x", 1L, 1L, 0L, 0L, tokens, false));
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        statement.setString(15, finishReason);
        statement.setString(16, usage);
        statement.setString(17, other);
        statement.setString(18, "10.1.2.3");
        statement.addBatch();
    }
}
