package io.mes.filter.query;

import io.mes.filter.IdentityResolver;
import io.mes.filter.ServletSettings;
import io.mes.filter.SharedStore;
import io.mes.storage.ConversationStore;
import io.mes.storage.config.Settings;
import io.mes.storage.stats.FailureLog;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists, reads, deletes and counts conversations over HTTP, each user only their own.
 *
 * <p>Map it to {@code /api/v1/*}, or with {@link #PATH_PARAMETER} to {@link QueryConfig#mappings}, behind the filter that
 * authenticates. Answers in JSON; errors have OpenAI's shape.
 * Another user's conversation is answered as one that does not exist. Made by the container it shares a store with
 * {@link io.mes.filter.MesFilter}, and with {@code MES_ENABLED=false} has nothing to answer; made in code it is given a store,
 * which the caller closes.
 *
 * <p>Thread-safe, for any number of requests at once, each of which waits for the database on its own thread. A wrong setting fails
 * {@link #init} with the message that names it; a database that fails is answered by 503.
 */
public final class MesServlet extends HttpServlet {

    /**
     * Init parameter with the path above all resources, for a servlet that is mapped to each of them; without it they are below
     * what the servlet is mapped to.
     */
    public static final String PATH_PARAMETER = "mes.servlet.path";

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(MesServlet.class);

    private final transient IdentityResolver identity;
    private final transient Answers answers = new Answers(new FailureLog(log));
    private transient @Nullable Router router;
    private transient @Nullable String path;
    private transient @Nullable SharedStore shared;

    /** A servlet that gets everything from {@link #init}. For containers. */
    public MesServlet() {
        this.identity = IdentityResolver.ofAttributes();
    }

    /** A servlet over a store, for callers whom the gateway names by request attributes. */
    public MesServlet(ConversationStore store) {
        this(store, IdentityResolver.ofAttributes());
    }

    /** A servlet over a store. */
    public MesServlet(ConversationStore store, IdentityResolver identity) {
        this.identity = identity;
        this.router = new Router(store);
    }

    @Override
    public void init() throws ServletException {
        path = getInitParameter(PATH_PARAMETER);
        if (router != null) {
            return;
        }
        try {
            Settings settings = ServletSettings.of(getServletContext(), this::getInitParameter);
            if (!ServletSettings.isEnabled(settings)) {
                return;
            }
            SharedStore acquired = SharedStore.acquire(getServletContext(), settings);
            shared = acquired;
            router = new Router(acquired.store());
        } catch (IllegalArgumentException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.send(response, () -> answer(request, response));
    }

    private @Nullable String answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Router current = router;
        if (current == null) {
            throw HttpProblem.noSuchResource();
        }
        return current.answer(new Call(request, response, identity, path));
    }

    @Override
    public void destroy() {
        SharedStore acquired = shared;
        if (acquired != null) {
            shared = null;
            acquired.close();
        }
    }
}
