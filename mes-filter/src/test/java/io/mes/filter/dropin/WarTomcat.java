package io.mes.filter.dropin;

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

/** An embedded Tomcat with one web archive. */
final class WarTomcat extends WarServer implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();
    private final Context context;
    private final Logger log = Logger.getLogger("org.apache.catalina.core");
    private final Recorder recorder = new Recorder();

    WarTomcat(WebArchive archive, Path base) throws LifecycleException {
        log.addHandler(recorder);
        // Other tests in this JVM have Tomcat keep silent.
        log.setLevel(Level.SEVERE);
        log.setUseParentHandlers(false);
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        context = tomcat.addWebapp("", archive.directory().toString());
        ((StandardContext) context).setUnloadDelay(100);
        context.setParentClassLoader(
                new ServerClasses("jakarta.servlet.", "org.apache.catalina.", "org.apache.tomcat."));
        ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
        tomcat.start();
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
