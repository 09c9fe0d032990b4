package io.mes.storage.spool;

import io.mes.storage.config.ConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a spool, locked for this process as long as it is open. The lock is the operating system's, which
 * drops it with a process however that ends; the file that it is on stays and means nothing by itself.
 */
final class SpoolDirectory implements AutoCloseable {

    static final String SETTING = "MES_SPOOL_DIR";

    private static final String FILE = "spool.db";
    private static final String LOCK_FILE = "spool.lock";

    /** Where spools are open in this process. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    /**
     * Files that this class, loaded once more for another application of the process, has locked. A process that closes a
     * file loses all its locks on it, so these stay open.
     */
    private static final Queue<FileChannel> LOCKED_ELSEWHERE = new ConcurrentLinkedQueue<>();

    private final Path directory;
    private final FileChannel lockFile;

    private SpoolDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory if need be, readable by nobody else, and locks it.
     *
     * @throws ConfigException if that fails, or another gateway has it
     */
    static SpoolDirectory open(Path path) {
        Path named = path.toAbsolutePath().normalize();
        try {
            create(named);
            Path directory = named.toRealPath();
            if (!OPEN.add(directory)) {
                throw inUse(named);
            }
            try {
                SpoolDirectory opened = new SpoolDirectory(directory, lock(named, directory));
                createFile(opened.file());
                return opened;
            } catch (IOException | ConfigException e) {
                OPEN.remove(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new ConfigException(SETTING + " is \"" + named + "\", where MES cannot write ("
                    + e.getClass().getSimpleName() + ": " + e.getMessage()
                    + "); name a directory that the gateway's user may make or write to");
        }
    }

    private static FileChannel lock(Path named, Path directory) throws IOException {
        FileChannel channel = FileChannel.open(createFile(directory.resolve(LOCK_FILE)), StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOCKED_ELSEWHERE.add(channel);
            throw inUse(named);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw inUse(named);
    }

    private static ConfigException inUse(Path directory) {
        return new ConfigException(
                SETTING + " is \"" + directory + "\", which another gateway is using, in this process"
                        + " or in another one; each gateway needs a spool directory of its own");
    }

    private static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (Files.exists(directory)) {
            throw new ConfigException(SETTING + " is \"" + directory + "\", which is no directory; name one that"
                    + " is for this gateway's spool alone");
        }
        Files.createDirectories(directory, ownersOnly(directory, "rwx------"));
        force(directory.getParent());
    }

    /** What was said is in the file, and the files that SQLite puts beside it get its rights. */
    private static Path createFile(Path file) throws IOException {
        try {
            Files.createFile(file, ownersOnly(file, "rw-------"));
            force(file.getParent());
        } catch (FileAlreadyExistsException e) {
            // As it should be.
        }
        return file;
    }

    private static FileAttribute<?>[] ownersOnly(Path path, String rights) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    /** A file that outlives a loss of power needs its name in the directory to do so; not every system can be told. */
    private static void force(@Nullable Path directory) {
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                // Such systems write names by themselves.
            }
        }
    }

    Path file() {
        return directory.resolve(FILE);
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    /** Lets others in. */
    @Override
    public void close() throws IOException {
        try {
            lockFile.close();
        } finally {
            OPEN.remove(directory);
        }
    }
}
