package io.mes.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Verifies that nothing is left when the pipe to the guard ends, as it does when this JVM is killed. */
final class ServerHomeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerHome home;

    ServerHomeTest() throws IOException {
        this.home = ServerHome.create(TestEngine.MYSQL, "QUIT", Durability.RELAXED);
    }

    @Test
    void shouldEndProcessesAndRemoveTheDirectory() throws IOException, InterruptedException {
        home.write("file", "content");
        Process one = home.start(List.of("sleep", "600"));
        Process other = home.start(List.of("sh", "-c", "mkdir data; cd data; exec sleep 600"));
        await().atMost(PATIENCE).until(() -> Files.exists(home.data()));

        home.close();

        assertThat(one.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(other.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> Files.notExists(home.directory()));
    }

    @Test
    void shouldEndWhatIgnoresItsSignal() throws IOException, InterruptedException {
        Process process = home.start(List.of("sh", "-c", "trap '' QUIT; echo ready; while :; do sleep 1; done"));
        await().atMost(PATIENCE).until(() -> home.said().contains("ready"));

        home.close();

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> Files.notExists(home.directory()));
    }

    @Test
    void shouldUnmountADisk() throws IOException {
        assumeThat(SmallDisk.isPermitted()).as("a disk can be mounted here").isTrue();
        SmallDisk disk = SmallDisk.mountOn(home.data());
        disk.fill();
        Path late = home.data().resolve("late");
        assertThatIOException().isThrownBy(() -> Files.writeString(late, "no room"));
        disk.makeRoom();
        Files.writeString(late, "room");

        home.close();

        await().atMost(PATIENCE).until(() -> Files.notExists(home.directory()));
        assertThat(Files.readString(Path.of("/proc/mounts")))
                .doesNotContain(home.directory().toString());
    }

    @Test
    void shouldOutliveProcesses() throws IOException, InterruptedException {
        try (home) {
            Process process = home.start(List.of("sh", "-c", "echo done"));

            assertThat(process.waitFor()).isZero();
            assertThat(home.said()).isEqualTo("done\n");
        }
    }
}
