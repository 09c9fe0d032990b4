package io.mes.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** Tomcat of the version on the class path. */
final class TomcatContainer implements RunningContainer {

    /** Held, for loggers are forgotten with what was set on them. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("org.apache.catalina"), Logger.getLogger("org.apache.coyote"));

    private final Path directory;
    private final Tomcat tomcat = new Tomcat();

    TomcatContainer(Application application) {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
        try {
            directory = Files.createTempDirectory("tomcat");
            tomcat.setBaseDir(directory.toString());
            tomcat.setHostname("127.0.0.1");
            tomcat.setPort(0);
            tomcat.getConnector().setProperty("address", "127.0.0.1");
            deploy(application, tomcat.addContext("", directory.toString()));
            tomcat.start();
        } catch (IOException | LifecycleException e) {
            throw new IllegalStateException("Tomcat does not start", e);
        }
        if (port() <= 0) {
            throw new IllegalStateException("Tomcat does not listen");
        }
    }

    private static void deploy(Application application, Context context) {
        ((StandardContext) context).setUnloadDelay(100);
        for (Filter filter : application.filters()) {
            addFilter(application, context, filter);
        }
        application.servlets().forEach((path, servlet) -> addServlet(context, path, servlet));
        ErrorPage status = new ErrorPage();
        status.setErrorCode(Application.PAGED_STATUS);
        status.setLocation(Application.ERROR_PAGE);
        context.addErrorPage(status);
        ErrorPage exception = new ErrorPage();
        exception.setExceptionType(Application.PagedException.class.getName());
        exception.setLocation(Application.ERROR_PAGE);
        context.addErrorPage(exception);
    }

    private static void addFilter(Application application, Context context, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName("filter" + context.findFilterDefs().length);
        definition.setFilter(filter);
        definition.setAsyncSupported(Boolean.toString(application.filtersSupportAsync()));
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName(definition.getFilterName());
        mapping.addURLPattern("/*");
        for (DispatcherType type : application.dispatchers()) {
            mapping.setDispatcher(type.name());
        }
        context.addFilterMap(mapping);
    }

    private static void addServlet(Context context, String path, HttpServlet servlet) {
        Wrapper wrapper = Tomcat.addServlet(context, path, servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping(path);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            delete();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat does not stop", e);
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
