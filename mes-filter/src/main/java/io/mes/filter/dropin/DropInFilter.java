package io.mes.filter.dropin;

import io.mes.filter.MesFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link MesFilter} that stands back for one that the application has registered since: listeners and other initializers
 * may come behind ours, filters are initialised behind all of them.
 */
final class DropInFilter implements Filter {

    private static final Logger log = LoggerFactory.getLogger(MesInitializer.class);

    private @Nullable MesFilter filter;

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (OwnRegistrations.haveFilter(config.getServletContext())) {
            log.info("MES leaves it to the application to record");
            return;
        }
        MesFilter recording = new MesFilter();
        recording.init(config);
        filter = recording;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        MesFilter recording = filter;
        if (recording == null) {
            chain.doFilter(request, response);
        } else {
            recording.doFilter(request, response, chain);
        }
    }

    @Override
    public void destroy() {
        MesFilter recording = filter;
        if (recording != null) {
            recording.destroy();
        }
    }
}
