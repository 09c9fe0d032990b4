package io.mes.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mes.storage.config.ConfigException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifies what becomes of a spool whose process is killed, and of one that is larger than its process. */
@Timeout(120)
final class KilledSpoolTest {

    @TempDir
    private Path directory;

    private @Nullable Process process;

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @RepeatedTest(3)
    void shouldKeepWhatWasAppended(RepetitionInfo repetition) throws Exception {
        process = SpoolingProcess.start(SpoolingProcess.Task.APPEND_FOREVER, directory, "-Xmx64m");
        BufferedReader said = process.inputReader();
        long reported = -1;
        for (int line = 0; line < 100 * repetition.getCurrentRepetition(); line++) {
            reported = Long.parseLong(said.readLine());
        }
        assertThatThrownBy(() -> Spool.open(directory, Long.MAX_VALUE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("another gateway");
        // Not by the process itself, which would close its output before it is read to the end.
        process.toHandle().destroyForcibly();
        // A last line that the kill cut short is a smaller number.
        long last = said.lines().mapToLong(Long::parseLong).reduce(reported, Math::max);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertComplete(last);
    }

    private void assertComplete(long last) throws SpoolException, UndecodableChatException {
        try (Spool spool = Spool.open(directory, Long.MAX_VALUE)) {
            List<SpoolEntry> entries = spool.peek(Integer.MAX_VALUE, Long.MAX_VALUE);
            assertThat(entries).hasSizeGreaterThan((int) last);
            assertThat(SpooledChats.sequences(entries))
                    .isEqualTo(LongStream.range(0, entries.size()).boxed().toList());
            for (SpoolEntry entry : entries) {
                assertThat(SpooledChats.answer(entry)).contains("answer " + entry.sequence());
            }
            assertThat(spool.level().entries()).isEqualTo(entries.size());
            assertThat(spool.level().bytes())
                    .isEqualTo(entries.stream().mapToLong(SpoolEntry::bytes).sum());
            assertThat(spool.level().lastSequence()).isEqualTo(entries.size() - 1);
        }
    }

    /** Who is refused must not take the lock away from who has it, as closing a locked file does. */
    @Test
    void shouldKeepOutOtherProcessesThoughItRefusedOneOfItsOwn() throws Exception {
        try (Spool spool = Spool.open(directory, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> Spool.open(directory, Long.MAX_VALUE)).isInstanceOf(ConfigException.class);
            assertThatThrownBy(this::openAsAnotherApplication).hasMessageContaining("another gateway");
            process = SpoolingProcess.start(SpoolingProcess.Task.OPEN, directory, "-Xmx32m");

            assertThat(process.inputReader().readLine()).contains("MES_SPOOL_DIR", "another gateway");
            spool.append(SpooledChats.entries(1));
        }
        process = SpoolingProcess.start(SpoolingProcess.Task.OPEN, directory, "-Xmx32m");
        assertThat(process.inputReader().readLine()).isEqualTo("opened");
    }

    /** As in a servlet container, which loads classes once for each application. */
    private void openAsAnotherApplication() throws Throwable {
        List<URL> classes = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classes.add(Path.of(path).toUri().toURL());
        }
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader application = new URLClassLoader(classes.toArray(new URL[0]), platform)) {
            Class<?> spool = application.loadClass(Spool.class.getName());
            assertThat(spool).isNotSameAs(Spool.class);
            spool.getMethod("open", Path.class, long.class).invoke(null, directory, Long.MAX_VALUE);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void shouldHoldMoreThanItsMemory() throws IOException, InterruptedException {
        process = SpoolingProcess.start(SpoolingProcess.Task.FILL_AND_DRAIN, directory, "-Xmx32m");
        List<String> said = process.inputReader().lines().toList();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).hasSize(2);
        assertThat(Long.parseLong(said.get(0))).isGreaterThan(100_000_000);
        assertThat(said.get(1)).isEqualTo("100");
    }
}
