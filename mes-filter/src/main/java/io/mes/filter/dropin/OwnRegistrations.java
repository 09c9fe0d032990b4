package io.mes.filter.dropin;

import io.mes.filter.MesFilter;
import io.mes.filter.query.MesServlet;
import io.mes.filter.query.StoredCompletionsFilter;
import jakarta.servlet.Registration;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What an application has registered of MES itself: our classes, or its own under our names. */
final class OwnRegistrations {

    private static final String FILTER = "mes";
    private static final String SERVLET = "mes-query";
    private static final String COMPLETIONS = "mes-completions";

    private OwnRegistrations() {}

    /** Whether one of the servlets is ours. */
    static boolean haveServlet(ServletContext context) {
        return has(context.getServletRegistrations(), SERVLET, MesServlet.class);
    }

    /** Whether one of the filters is ours; told from the drop-in's own by its class. */
    static boolean haveFilter(ServletContext context) {
        return has(context.getFilterRegistrations(), FILTER, MesFilter.class);
    }

    /** Where servlets of the application answer. */
    static Set<String> mappings(ServletContext context) {
        Set<String> mappings = new TreeSet<>();
        context.getServletRegistrations().values().forEach(servlet -> mappings.addAll(servlet.getMappings()));
        return mappings;
    }

    /** Whether one of the filters answers for stored completions. */
    static boolean haveCompletions(ServletContext context) {
        return has(context.getFilterRegistrations(), COMPLETIONS, StoredCompletionsFilter.class);
    }

    private static boolean has(Map<String, ? extends Registration> registrations, String name, Class<?> type) {
        return registrations.containsKey(name)
                || registrations.values().stream()
                        .anyMatch(registration -> Objects.equals(registration.getClassName(), type.getName()));
    }
}
