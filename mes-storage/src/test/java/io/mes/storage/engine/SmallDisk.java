package io.mes.storage.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A disk that can be filled: a small file system in memory, mounted on a directory. Mounting it takes root, and a container may
 * forbid it even so. Whoever guards the directory unmounts it.
 */
public final class SmallDisk {

    /** More than any of the servers takes when it is new; memory is taken only as it is filled. */
    private static final int MEGABYTES = 512;

    private static final int BLOCK = 1 << 20;

    private final Path ballast;

    private SmallDisk(Path directory) {
        this.ballast = directory.resolve("ballast");
    }

    /** Whether one can be mounted here. */
    public static boolean isPermitted() throws IOException {
        Path directory = Files.createTempDirectory("mes-disk-");
        boolean mounted = Unprivileged.succeeds(mount(directory));
        if (mounted && !Unprivileged.succeeds("umount", directory.toString())) {
            throw new IOException(directory + " was mounted and cannot be unmounted");
        }
        Files.delete(directory);
        return mounted;
    }

    /** Mounts one on a directory, which is made. */
    static SmallDisk mountOn(Path directory) throws IOException {
        Files.createDirectory(directory);
        if (!Unprivileged.succeeds(mount(directory))) {
            throw new IOException("No disk can be mounted on " + directory + "; it takes root, outside a container");
        }
        return new SmallDisk(directory);
    }

    private static String[] mount(Path directory) {
        String options = "mode=0700,size=" + MEGABYTES + "m";
        return new String[] {"mount", "-t", "tmpfs", "-o", options, "mes-test", directory.toString()};
    }

    /** Fills it to the last byte. What is freed by others becomes room again. */
    void fill() throws IOException {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            // Should it not be mounted any more, the disk below it must not be filled.
            for (int blocks = 0; blocks < MEGABYTES && isWritten(file, block); blocks++) {
                block.clear();
            }
        }
    }

    /** The last that fits is written in part. */
    private static boolean isWritten(FileChannel file, ByteBuffer block) {
        try {
            file.write(block);
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    /** Frees what was filled. */
    void makeRoom() throws IOException {
        Files.deleteIfExists(ballast);
    }
}
