package io.mes.filter.dropin;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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

/** A Tomcat with web archives, whose classes come from each archive alone, or from jars for all. */
final class WarTomcat implements AutoCloseable {

    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final HttpClient http = HttpClient.newHttpClient();
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
        ClassLoader parent = new URLClassLoader(shared.toArray(URL[]::new), new ContainerClasses());
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

    /** Lets an application see Tomcat and the Servlet API, but nothing else of this test's class path. */
    private static final class ContainerClasses extends ClassLoader {

        ContainerClasses() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            boolean container = List.of("jakarta.servlet.", "org.apache.catalina.", "org.apache.tomcat.").stream()
                    .anyMatch(name::startsWith);
            if (!container) {
                throw new ClassNotFoundException(name);
            }
            return Tomcat.class.getClassLoader().loadClass(name);
        }
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

    HttpResponse<String> chat() throws IOException, InterruptedException {
        return chatBelow("");
    }

    HttpResponse<String> chatBelow(String path) throws IOException, InterruptedException {
        return send(request(path + "/v1/chat/completions")
                .header("X-User", "7")
                .header("X-Conversation-Id", "dropped")
                .POST(BodyPublishers.ofString(CHAT)));
    }

    HttpResponse<String> chatOfNobody() throws IOException, InterruptedException {
        return send(request("/v1/chat/completions").POST(BodyPublishers.ofString(CHAT)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).header("X-User", "7"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
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
