package io.mes.filter.dropin;

import io.mes.filter.MesFilter;
import io.mes.filter.ServletSettings;
import io.mes.filter.query.MesServlet;
import io.mes.filter.query.QueryConfig;
import io.mes.filter.query.StoredCompletionsFilter;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.Settings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds filter and servlet to every web application that has MES in its {@code WEB-INF/lib}. Called by the container.
 *
 * <p>The filter goes to {@code /*} behind all filters that are declared, so behind those that authenticate; the servlet to
 * what MES answers below {@code MES_QUERY_PATH}; with {@code MES_COMPLETIONS_ENABLED=true} a second filter answers for stored
 * completions. {@code MES_ENABLED=false} switches all of them off, {@code MES_QUERY_ENABLED=false} the servlet. An application
 * that registers one of them itself, or that Spring Boot configures, gets nothing.
 *
 * <p>Called on the thread that starts the application. A wrong setting stops that start, with a message that names it.
 */
public final class MesInitializer implements ServletContainerInitializer {

    /** No name that an application would choose: where a name is taken, registering fails. */
    static final String FILTER_NAME = "io.mes.filter.dropin";

    private static final String COMPLETIONS_NAME = "io.mes.filter.query.completions.dropin";
    private static final String SERVLET_NAME = "io.mes.filter.query.dropin";
    private static final String SPRING_BOOT = "org.springframework.boot.SpringApplication";
    private static final Logger log = LoggerFactory.getLogger(MesInitializer.class);

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        try {
            Settings settings = ServletSettings.of(context);
            if (!ServletSettings.isEnabled(settings)) {
                log.info("MES is switched off by MES_ENABLED");
            } else if (isVisible(SPRING_BOOT, context.getClassLoader())) {
                log.info("MES leaves it to Spring Boot to register it");
            } else if (OwnRegistrations.haveFilter(context)) {
                log.info("MES leaves it to the application to register it");
            } else if (OwnRegistrations.haveServlet(context)) {
                log.warn(
                        "MES records nothing of the application {}, which declares MesServlet and no MesFilter: declare that too, or"
                                + " leave MesServlet out and set MES_QUERY_PATH to where it is to answer. (A filter that is registered"
                                + " in code later does record.)",
                        context.getContextPath().isEmpty() ? "/" : context.getContextPath());
            } else {
                register(context, QueryConfig.of(settings), StorageConfig.completions(settings));
            }
        } catch (IllegalArgumentException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    private static boolean isVisible(String className, ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static void register(ServletContext context, QueryConfig query, boolean completions) {
        FilterRegistration.Dynamic filter = context.addFilter(FILTER_NAME, new DropInFilter(MesFilter::new));
        if (filter == null) {
            // Another copy of the jar has been here.
            return;
        }
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.FORWARD), true, "/*");
        if (query.enabled()) {
            registerServlet(context, query);
        }
        if (completions && !OwnRegistrations.haveCompletions(context)) {
            registerCompletions(context);
        }
    }

    private static void registerCompletions(ServletContext context) {
        FilterRegistration.Dynamic filter =
                context.addFilter(COMPLETIONS_NAME, new DropInFilter(StoredCompletionsFilter::new));
        if (filter != null) {
            filter.setAsyncSupported(true);
            filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
            log.info("MES answers what clients of OpenAI ask of stored chat completions");
        }
    }

    private static void registerServlet(ServletContext context, QueryConfig query) {
        Set<String> taken = OwnRegistrations.mappings(context);
        taken.retainAll(Stream.concat(query.mappings().stream(), Stream.of(query.path() + "/*"))
                .toList());
        if (!taken.isEmpty()) {
            log.warn(
                    "MES answers no questions, for the application answers at {} itself; set MES_QUERY_PATH to another path, or"
                            + " MES_QUERY_ENABLED to false",
                    taken);
            return;
        }
        ServletRegistration.Dynamic servlet = context.addServlet(SERVLET_NAME, new DropInServlet());
        if (servlet != null) {
            servlet.setInitParameter(MesServlet.PATH_PARAMETER, query.path());
            servlet.addMapping(query.mappings().toArray(String[]::new));
            log.info("MES answers questions at {}", query.mappings());
        }
    }
}
