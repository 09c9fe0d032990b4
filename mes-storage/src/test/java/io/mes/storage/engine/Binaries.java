package io.mes.storage.engine;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.JarFile;

/**
 * The unpacked programs of servers, kept between runs in a directory of this user below {@code java.io.tmpdir}.
 *
 * <p>Of builds that run at once, one unpacks and the others wait for it.
 */
final class Binaries {

    /** Holds how much was unpacked; where that is not there, a build was killed or something has tidied up since. */
    private static final String COMPLETE = "complete";

    private Binaries() {}

    /**
     * Where the programs are, unpacked if they are not yet.
     *
     * @param name for people
     * @param resource the file in the artifact that tells its versions apart
     */
    static synchronized Path unpacked(String name, String resource, Archive archive) throws IOException {
        Path place = cache().resolve(name + "-" + checksum(resource));
        // One for all: with several, two builds could wait for each other.
        Path lock = place.resolveSibling("lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Released with the channel, also when this JVM is killed.
            channel.lock();
            if (!isComplete(place)) {
                unpack(archive, place);
            }
        }
        return place;
    }

    private static Path cache() throws IOException {
        String user = System.getProperty("user.name");
        Path cache = Path.of(System.getProperty("java.io.tmpdir"), "mes-test-servers-" + user)
                .toAbsolutePath();
        Files.createDirectories(cache);
        if (!Files.getOwner(cache).equals(Files.getOwner(Path.of("/proc/self")))) {
            throw new IOException(cache + " belongs to another user; remove it");
        }
        return cache;
    }

    private static void unpack(Archive archive, Path place) throws IOException {
        if (Files.exists(place)) {
            Directories.delete(place);
        }
        Files.createDirectory(place);
        // PostgreSQL may have to run as somebody else.
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        archive.unpack(place);
        Files.writeString(place.resolve(COMPLETE), Long.toString(Directories.count(place) + 1));
    }

    private static boolean isComplete(Path place) throws IOException {
        Path complete = place.resolve(COMPLETE);
        return Files.exists(complete) && Files.readString(complete).equals(Long.toString(Directories.count(place)));
    }

    private static String checksum(String resource) throws IOException {
        try (JarFile jar = open(resource).getJarFile()) {
            return Long.toHexString(jar.getJarEntry(resource).getCrc());
        }
    }

    /** A file of an artifact on the class path. */
    static JarURLConnection open(String resource) throws IOException {
        URL url = Binaries.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new IOException(resource + " is not on the class path; depend on the artifact that holds it");
        }
        JarURLConnection connection = (JarURLConnection) url.openConnection();
        // The jar is closed with the stream, which must not close that of the class loader.
        connection.setUseCaches(false);
        return connection;
    }

    /** Where programs come from. */
    interface Archive {
        void unpack(Path directory) throws IOException;
    }
}
