package io.mes.storage.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the class library lacks for directories. */
public final class Directories {

    private Directories() {}

    /** Deletes a directory with everything in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** How many files, directories and links are in a directory. */
    static long count(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.count();
        }
    }
}
