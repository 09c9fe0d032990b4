package io.mes.filter.dropin;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** An embedded Tomcat with web archives, whose classes come from each archive alone, or from jars for all. */
final class WarTomcat extends WarServer implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();
    private final Context context;
    private final Logger log = Logger.getLogger("org.apache.catalina.core");
    private final Recorder recorder = new Recorder();

    WarTomcat(WebArchive archive, Path base) throws LifecycleException {
        this(base, List.of(), archive);
    }

    /**
     * Starts one.
     *
     * @param shared jars for all archives, as in the {@code lib} of an installation
     * @param archives the first at the root, each other below the name of its directory
     */
    WarTomcat(Path base, List<URL> shared, WebArchive... archives) throws LifecycleException {
        log.addHandler(recorder);
        // Other tests in this JVM have Tomcat keep silent.
        log.setLevel(Level.SEVERE);
        log.setUseParentHandlers(false);
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        ClassLoader parent = new URLClassLoader(
                shared.toArray(URL[]::new),
                new ServerClasses("jakarta.servlet.", "org.apache.catalina.", "org.apache.tomcat."));
        context = deploy("", archives[0], parent);
        for (WebArchive further : List.of(archives).subList(1, archives.length)) {
            deploy("/" + further.directory().getFileName(), further, parent);
        }
        tomcat.start();
    }

    private Context deploy(String path, WebArchive archive, ClassLoader parent) {
        Context deployed = tomcat.addWebapp(path, archive.directory().toString());
        ((StandardContext) deployed).setUnloadDelay(100);
        deployed.setParentClassLoader(parent);
        ((StandardJarScanner) deployed.getJarScanner()).setScanClassPath(false);
        return deployed;
    }

    private static final class Recorder extends Handler {

        private final List<Throwable> thrown = new ArrayList<>();

        @Override
        public void publish(LogRecord logged) {
            if (logged.getThrown() != null) {
                thrown.add(logged.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    boolean isAvailable() {
        return context.getState().isAvailable();
    }

    /** What Tomcat's log says went wrong. */
    List<Throwable> thrown() {
        return recorder.thrown;
    }

    @Override
    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        log.removeHandler(recorder);
        log.setLevel(null);
        log.setUseParentHandlers(true);
    }
}
