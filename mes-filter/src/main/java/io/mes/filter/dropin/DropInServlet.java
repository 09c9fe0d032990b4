package io.mes.filter.dropin;

import io.mes.filter.query.MesServlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MesServlet} that stands back, like {@link DropInFilter}, where the application has registered a filter of its own
 * since: a second store would know nothing of what that records.
 */
final class DropInServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private transient @Nullable MesServlet servlet;

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        if (!OwnRegistrations.haveFilter(config.getServletContext())) {
            MesServlet answering = new MesServlet();
            answering.init(config);
            servlet = answering;
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        MesServlet answering = servlet;
        if (answering == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            answering.service(request, response);
        }
    }

    @Override
    public void destroy() {
        MesServlet answering = servlet;
        if (answering != null) {
            answering.destroy();
        }
    }
}
