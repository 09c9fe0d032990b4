package io.mes.storage.spool;

import static io.mes.storage.spool.SpooledChats.entries;
import static io.mes.storage.spool.SpooledChats.sequences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mes.storage.config.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies in which directories a spool opens, and that whoever runs the gateway is told what to do about the others. */
@Timeout(60)
final class SpoolDirectoryTest {

    @TempDir
    private Path directory;

    private static Spool open(Path directory) {
        return Spool.open(directory, 10 << 20);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Path directory) {
        return assertThatThrownBy(() -> open(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("MES_SPOOL_DIR")
                .hasMessageContaining(directory.toString());
    }

    private Path file() {
        return directory.resolve("spool.db");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void shouldMakeADirectoryForItsUserOnly() throws IOException {
        Path made = directory.resolve("a").resolve("spool");
        open(made).close();

        assumeTrue(made.getFileSystem().supportedFileAttributeViews().contains("posix"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.resolve("spool.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldOpenUnderAnyName() throws SpoolException {
        Path odd = directory.resolve("a?b=c&d%20e ü#中");
        try (Spool spool = open(odd)) {
            spool.append(entries(1));
        }
        try (Spool spool = open(odd)) {
            assertThat(spool.level().entries()).isEqualTo(1);
        }
        assertThat(odd.resolve("spool.db")).isRegularFile();
    }

    @Test
    void shouldRefuseASecondGateway() throws IOException {
        try (Spool spool = open(directory)) {
            assertRefused(directory).hasMessageContaining("another gateway").hasMessageContaining("of its own");
            Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
            assertRefused(link).hasMessageContaining("another gateway");
            spool.append(entries(1));
        }
        open(directory).close();
    }

    @Test
    void shouldRefuseWhatIsNoDirectory() throws IOException {
        assertRefused(Files.createFile(directory.resolve("file"))).hasMessageContaining("no directory");
    }

    /** Nobody can make a directory there, not even root. */
    @Test
    void shouldRefuseWhereItCannotWrite() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")));

        assertRefused(Path.of("/proc/self/mes-spool")).hasMessageContaining("cannot write");
    }

    @Test
    void shouldRefuseAFileOfANewerVersion() throws SQLException {
        open(directory).close();
        execute("PRAGMA user_version = 7");

        assertRefused(directory).hasMessageContaining("version 7").hasMessageContaining("version 1");
        execute("PRAGMA user_version = 1");
        open(directory).close();
    }

    @Test
    void shouldRefuseTheDatabaseOfAnotherProgram() throws SQLException {
        execute("CREATE TABLE t (a)");

        assertRefused(directory).hasMessageContaining("no spool");
    }

    @Test
    void shouldRefuseWhatIsNoDatabase() throws IOException {
        Files.writeString(file(), "somebody's notes\n".repeat(1000));

        assertRefused(directory).hasMessageContaining("damaged").hasMessageContaining("move it away");
        assertThat(Files.readString(file())).startsWith("somebody's notes");
    }

    @Test
    void shouldRefuseADamagedFileAndKeepIt() throws IOException {
        try (Spool spool = open(directory)) {
            spool.append(entries(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20));
        }
        long size = Files.size(file());
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("damage".repeat(1000).getBytes(StandardCharsets.US_ASCII)), size / 2);
        }

        assertRefused(directory).hasMessageContaining("damaged").hasMessageContaining("move it away");
        assertThat(Files.size(file())).isEqualTo(size);
        Files.delete(file());
        open(directory).close();
    }

    /** Made, and the process killed before there was anything in it. */
    @Test
    void shouldOpenAnEmptyFile() throws IOException {
        Files.createFile(file());
        try (Spool spool = open(directory)) {
            spool.append(entries(1));
            assertThat(sequences(spool.peek(1, 1))).isEqualTo(List.of(1L));
        }
    }
}
