package io.mes.filter.dropin;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A filter of ours that stands back where the application has registered a {@link io.mes.filter.MesFilter} since: listeners and
 * other initializers may come behind ours, filters are initialised behind all of them.
 */
final class DropInFilter implements Filter {

    private static final Logger log = LoggerFactory.getLogger(MesInitializer.class);

    private final Supplier<? extends Filter> ours;
    private @Nullable Filter filter;

    DropInFilter(Supplier<? extends Filter> ours) {
        this.ours = ours;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (OwnRegistrations.haveFilter(config.getServletContext())) {
            log.info("MES leaves it to the application to record");
            return;
        }
        Filter made = ours.get();
        made.init(config);
        filter = made;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Filter current = filter;
        if (current == null) {
            chain.doFilter(request, response);
        } else {
            current.doFilter(request, response, chain);
        }
    }

    @Override
    public void destroy() {
        Filter current = filter;
        if (current != null) {
            current.destroy();
        }
    }
}
