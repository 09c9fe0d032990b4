package io.mes.storage.spool;

import static io.mes.storage.spool.SpooledChats.entries;
import static io.mes.storage.spool.SpooledChats.entry;
import static io.mes.storage.spool.SpooledChats.sequences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.Chats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies that what is appended is given back in order, once, and until it is removed. */
@Timeout(60)
final class SpoolTest {

    private static final long MAX_BYTES = 10 << 20;

    @TempDir
    private Path directory;

    private Spool open() {
        return Spool.open(directory, MAX_BYTES);
    }

    private static List<SpoolEntry> all(Spool spool) throws SpoolException {
        return spool.peek(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    @Test
    void shouldGiveBackInOrderOfSequences() throws Exception {
        try (Spool spool = open()) {
            assertThat(spool.append(entries(7, 8, 9))).isEqualTo(3);
            assertThat(spool.append(entries(4, 12, 5))).isEqualTo(3);

            assertThat(sequences(all(spool))).containsExactly(4L, 5L, 7L, 8L, 9L, 12L);
            assertThat(sequences(spool.peek(7, 2, Long.MAX_VALUE))).containsExactly(8L, 9L);
            assertThat(SpooledChats.answer(all(spool).get(2))).contains("answer 7");
        }
    }

    @Test
    void shouldGiveBackTheWholeChat() throws Exception {
        Chat chat = new RandomChats(5).next();
        try (Spool spool = open()) {
            spool.append(List.of(SpoolEntry.of(1, chat)));

            SameChat.assertSame(all(spool).get(0).decode(), chat);
        }
    }

    @Test
    void shouldGiveBackNoMoreThanIsAskedFor() throws Exception {
        try (Spool spool = open()) {
            spool.append(List.of(entry(1, 5000), entry(2, 1000), entry(3, 1000), entry(4, 1000)));

            assertThat(sequences(spool.peek(2, Long.MAX_VALUE))).containsExactly(1L, 2L);
            assertThat(sequences(spool.peek(9, 7000))).containsExactly(1L, 2L);
            assertThat(sequences(spool.peek(9, 1))).containsExactly(1L);
            assertThat(sequences(spool.peek(-1, 1))).containsExactly(1L);
            assertThat(spool.peek(4, 9, 7000)).isEmpty();
        }
    }

    @Test
    void shouldKeepAnExchangeOnce() throws Exception {
        SpoolEntry first = entry(1);
        Chat chat = first.decode();
        try (Spool spool = open()) {
            spool.append(List.of(first));
            assertThat(spool.append(List.of(first, entry(2), SpoolEntry.of(3, chat))))
                    .isEqualTo(1);
            SpoolEntry fourth = entry(4);
            assertThat(spool.append(List.of(fourth, fourth))).isEqualTo(1);

            assertThat(sequences(all(spool))).containsExactly(1L, 2L, 4L);
            assertThat(spool.level().entries()).isEqualTo(3);
            assertThat(spool.level().bytes())
                    .isEqualTo(all(spool).stream().mapToLong(SpoolEntry::bytes).sum());
        }
    }

    /** Nothing may be lost in silence, though no caller should do this. */
    @Test
    void shouldRefuseASequenceThatAnotherExchangeHas() throws Exception {
        try (Spool spool = open()) {
            spool.append(entries(1));
            SpoolLevel level = spool.level();

            assertThatThrownBy(() -> spool.append(entries(2, 1))).isInstanceOf(SpoolException.class);
            assertThat(sequences(all(spool))).containsExactly(1L);
            assertThat(spool.level()).isEqualTo(level);
        }
    }

    @Test
    void shouldRemoveWhatIsNamedOnly() throws Exception {
        try (Spool spool = open()) {
            spool.append(entries(1, 2, 3, 4));
            spool.remove(List.of(1L, 3L, 99L));
            spool.remove(List.of(1L));
            spool.remove(List.of());
            spool.append(List.of());

            assertThat(sequences(all(spool))).containsExactly(2L, 4L);
        }
    }

    @Test
    void shouldSayHowMuchItHolds() throws Exception {
        SpoolEntry first = entry(5);
        SpoolEntry second = SpoolEntry.of(
                6,
                new Chat(
                        Chats.exchange().conversationId("c").build(),
                        Chats.request(List.of(Chats.user("q"))),
                        Chats.failure(500, "no")));
        try (Spool spool = open()) {
            assertThat(spool.level()).isEqualTo(new SpoolLevel(0, 0, 0, 0, null, 0));

            spool.append(List.of(first, second));
            long bytes = (long) first.bytes() + second.bytes();
            assertThat(spool.level()).isEqualTo(new SpoolLevel(2, bytes, 0, 0, Chats.NOW, 6));

            spool.reject(first, "a bad one");
            SpoolLevel after = new SpoolLevel(1, second.bytes(), 1, first.bytes(), Chats.NOW, 6);
            assertThat(spool.level()).isEqualTo(after);
        }
        try (Spool spool = open()) {
            assertThat(spool.level()).isEqualTo(new SpoolLevel(1, second.bytes(), 1, first.bytes(), Chats.NOW, 6));
            spool.remove(List.of(6L));
            assertThat(spool.level()).isEqualTo(new SpoolLevel(0, 0, 1, first.bytes(), null, 6));
        }
    }

    @Test
    void shouldPutAnUnreadableEntryOutOfTheWayAndKeepIt() throws Exception {
        try (Spool spool = open()) {
            spool.append(List.of(new SpoolEntry(1, "id-1", Chats.NOW, new byte[] {99, 1, 2, 3, 4}), entry(2)));
            SpoolEntry unreadable = spool.peek(1, 1).get(0);

            assertThatThrownBy(unreadable::decode)
                    .isInstanceOf(UndecodableChatException.class)
                    .hasMessageContaining("version 99");
            spool.reject(unreadable, "version 99");
            spool.reject(unreadable, "once more");

            assertThat(sequences(all(spool))).containsExactly(2L);
            assertThat(spool.level().rejected()).isEqualTo(1);
            assertThat(text("SELECT exchange_id || ' ' || hex(chat) || ' ' || reason FROM rejected"))
                    .isEqualTo("id-1 6301020304 version 99");
        }
    }

    /** Asked beside an open spool, as a person would. */
    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("spool.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getString(1);
        }
    }

    @Test
    void shouldTakeNoMoreThanItMay() throws Exception {
        int bytes = entry(1, 1000).bytes();
        SpoolEntry present = entry(1, 1000);
        try (Spool spool = Spool.open(directory, 2L * bytes)) {
            spool.append(List.of(present));
            assertThatThrownBy(() -> spool.append(List.of(entry(2, 1000), entry(3, 1000))))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining(bytes + " of at most " + 2 * bytes);
            assertThat(sequences(all(spool))).containsExactly(1L);

            spool.append(List.of(present, entry(2, 1000)));
            assertThat(spool.append(List.of(present))).isZero();
            spool.remove(List.of(1L));
            spool.append(List.of(entry(3, 1000)));
            assertThat(sequences(all(spool))).containsExactly(2L, 3L);
        }
    }

    @Test
    void shouldLoseNothingThatIsThereWhenTheDiskIsFull() throws Exception {
        long last = 0;
        try (Spool spool = Spool.open(directory, Long.MAX_VALUE, Map.of("max_page_count", "64"))) {
            SpoolException failure = null;
            while (failure == null) {
                try {
                    spool.append(List.of(entry(last + 1, 10_000), entry(last + 2, 10_000)));
                    last += 2;
                } catch (SpoolException e) {
                    failure = e;
                }
            }
            assertThat(failure).isNotInstanceOf(SpoolFullException.class).hasMessageContaining("could not append 2");
            assertThat(spool.level().entries()).isEqualTo(last).isPositive();
            assertThat(all(spool)).hasSize((int) last);

            spool.remove(List.of(1L, 2L, 3L));
            spool.append(List.of(entry(100, 10_000)));
            assertThat(spool.level().entries()).isEqualTo(last - 2);
        }
        try (Spool spool = open()) {
            assertThat(all(spool)).hasSize((int) last - 2);
        }
    }

    @Test
    void shouldGiveDiskSpaceBackWhenItIsEmpty() throws Exception {
        try (Spool spool = Spool.open(directory, Long.MAX_VALUE)) {
            List<SpoolEntry> many = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                many.add(entry(i, 50_000));
            }
            spool.append(many);
            assertThat(bytesOnDisk()).isGreaterThan(20_000_000);

            spool.remove(sequences(many.subList(0, 399)));
            spool.remove(List.of(399L));

            assertThat(bytesOnDisk()).isLessThan(200_000);
            spool.append(entries(1000));
            assertThat(sequences(all(spool))).containsExactly(1000L);
        }
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void shouldRefuseEverythingOnceClosed() throws Exception {
        Spool spool = open();
        spool.append(entries(1));
        spool.close();
        spool.close();

        assertThatThrownBy(() -> spool.append(entries(2)))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> all(spool)).isInstanceOf(SpoolException.class);
        assertThat(spool.level().entries()).isEqualTo(1);
    }

    @Test
    void shouldReplayWhileItIsAppendedTo() throws Exception {
        int exchanges = 2000;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Spool spool = open()) {
            Future<Void> appending = threads.submit((Callable<Void>) () -> {
                for (int next = 0; next < exchanges; ) {
                    List<SpoolEntry> batch = new ArrayList<>();
                    for (int i = 0; i <= next % 13 && next < exchanges; i++) {
                        batch.add(entry(next++));
                    }
                    spool.append(batch);
                }
                return null;
            });
            Future<List<Long>> replaying = threads.submit(() -> {
                List<Long> replayed = new ArrayList<>();
                while (replayed.size() < exchanges) {
                    List<SpoolEntry> batch = spool.peek(20, 100_000);
                    for (SpoolEntry entry : batch) {
                        assertThat(SpooledChats.answer(entry)).contains("answer " + entry.sequence());
                    }
                    replayed.addAll(sequences(batch));
                    spool.remove(sequences(batch));
                }
                return replayed;
            });
            appending.get(50, TimeUnit.SECONDS);
            assertThat(replaying.get(50, TimeUnit.SECONDS)).isSorted().doesNotHaveDuplicates();
            assertThat(spool.level().entries()).isZero();
            assertThat(spool.level().bytes()).isZero();
            assertThat(spool.level().lastSequence()).isEqualTo(exchanges - 1);
        } finally {
            threads.shutdownNow();
        }
    }
}
