package io.mes.filter.dropin;

import com.lmax.disruptor.RingBuffer;
import io.mes.filter.MesFilter;
import io.mes.storage.ConversationStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.ObjectPool;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.NullMarked;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import tools.jackson.core.JsonParser;

/** An unpacked web archive, with the jars of MES and of SQLite in its {@code WEB-INF/lib} and what a test adds. */
final class WebArchive {

    private static final List<Class<?>> OF_JARS = List.of(
            MesFilter.class,
            ConversationStore.class,
            RingBuffer.class,
            JsonParser.class,
            BrotliInputStream.class,
            BasicDataSource.class,
            ObjectPool.class,
            LogFactory.class,
            LoggerFactory.class,
            NullMarked.class,
            JDBC.class);

    private final Path directory;

    WebArchive(Path directory) throws IOException {
        this.directory = directory;
        Path lib = Files.createDirectories(directory.resolve("WEB-INF/lib"));
        for (Class<?> type : OF_JARS) {
            Path origin = originOf(type);
            if (Files.isDirectory(origin)) {
                pack(origin, lib.resolve(type.getSimpleName() + ".jar"));
            } else {
                Files.copy(origin, lib.resolve(origin.getFileName()));
            }
        }
    }

    private static Path originOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the jar that the build will make of these classes. */
    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> content = Files.walk(classes)) {
            for (Path path : content.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
    }

    /** Takes its jars away, for others too. */
    List<URL> shareJars(Path target) throws IOException {
        Files.move(directory.resolve("WEB-INF/lib"), target);
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> moved = Files.list(target)) {
            for (Path jar : moved.toList()) {
                jars.add(jar.toUri().toURL());
            }
        }
        return jars;
    }

    Path directory() {
        return directory;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Adds classes of the application. */
    WebArchive with(Class<?>... classes) throws IOException {
        for (Class<?> type : classes) {
            String name = type.getName().replace('.', '/') + ".class";
            Path target = directory.resolve("WEB-INF/classes").resolve(name);
            Files.createDirectories(target.getParent());
            try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                Files.copy(in, target);
            }
        }
        return this;
    }

    /** Adds a {@code web.xml}. */
    WebArchive webXml(String attributes, String content) throws IOException {
        Files.writeString(
                directory.resolve("WEB-INF/web.xml"),
                "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\" " + attributes + ">" + content
                        + "</web-app>");
        return this;
    }

    /** A context parameter, as {@code web.xml} has it. */
    static String parameter(String name, Object value) {
        return "<context-param><param-name>" + name + "</param-name><param-value>" + value
                + "</param-value></context-param>";
    }
}
