package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where servers have their data: on a disk, or in memory, where making and dropping tables waits for nothing. */
final class DataPlace {

    private static final Path MEMORY = Path.of("/dev/shm");

    /** Several times of what all servers of a run take, who share this place with others. */
    private static final long ROOM = 3L << 30;

    private DataPlace() {}

    /** The directory below which a server may make its own; in memory if nothing needs to survive and there is room. */
    static Path of(Durability durability) throws IOException {
        return durability == Durability.RELAXED && isRoomy(MEMORY)
                ? MEMORY
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static boolean isRoomy(Path memory) throws IOException {
        // The size of the file system is a limit only; the memory may be in use otherwise.
        return Files.isWritable(memory) && memory.toFile().getUsableSpace() >= ROOM && availableMemory() >= ROOM;
    }

    private static long availableMemory() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/meminfo"));
        return lines.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }
}
