package io.mes.filter.query;

import io.mes.filter.IdentityResolver;
import io.mes.filter.ServletSettings;
import io.mes.filter.SharedStore;
import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import io.mes.storage.stats.FailureLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what OpenAI's clients ask of stored chat completions, from what MES has recorded: {@code GET …/chat/completions},
 * {@code GET}, {@code POST} and {@code DELETE …/chat/completions/{id}}, {@code GET …/chat/completions/{id}/messages}. All else
 * passes through untouched, {@code POST …/chat/completions} above all.
 *
 * <p>A filter, for these addresses are those of the gateway's own servlet. Map it to {@code /*} with async support, behind the
 * filter that authenticates, before or behind {@link io.mes.filter.MesFilter}. Made by the container it shares a store with
 * that one, and lets everything pass unless {@code MES_COMPLETIONS_ENABLED=true}; made in code it is given a store, which the
 * caller closes. An upstream that has stored completions of its own is not asked any more.
 *
 * <p>Thread-safe, for any number of requests at once, each of which waits for the database on its own thread. A wrong setting fails
 * {@link #init} with the message that names it; a database that fails is answered by 503.
 */
public final class StoredCompletionsFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(StoredCompletionsFilter.class);

    private final transient IdentityResolver identity;
    private final transient Answers answers = new Answers(new FailureLog(log));
    private transient @Nullable CompletionRoutes routes;
    private transient @Nullable SharedStore shared;

    /** A filter that gets everything from {@link #init}. For containers. */
    public StoredCompletionsFilter() {
        this.identity = IdentityResolver.ofAttributes();
    }

    /** A filter over a store, for callers whom the gateway names by request attributes. See the other constructor. */
    public StoredCompletionsFilter(ConversationStore store) {
        this(store, IdentityResolver.ofAttributes());
    }

    /**
     * A filter over a store.
     *
     * @throws ConfigException if the store does not note what a completion is found by
     */
    public StoredCompletionsFilter(ConversationStore store, IdentityResolver identity) {
        this.identity = identity;
        this.routes = routes(store, identity);
    }

    private static CompletionRoutes routes(ConversationStore store, IdentityResolver identity) {
        if (!store.config().completions()) {
            throw new ConfigException(
                    "The store was opened without completions; set MES_COMPLETIONS_ENABLED to true for all of the"
                            + " application, or StorageConfig.Builder.completions");
        }
        return new CompletionRoutes(store.completions(), identity);
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        if (routes != null) {
            return;
        }
        try {
            Settings settings = ServletSettings.of(config.getServletContext(), config::getInitParameter);
            if (!ServletSettings.isEnabled(settings) || !StorageConfig.completions(settings)) {
                return;
            }
            SharedStore acquired = SharedStore.acquire(config.getServletContext(), settings);
            shared = acquired;
            routes = routes(acquired.store(), identity);
        } catch (IllegalArgumentException e) {
            destroy();
            throw new ServletException(e.getMessage(), e);
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CompletionRoutes current = routes;
        Optional<CompletionPath> path =
                current == null ? Optional.empty() : CompletionPath.of(request.getMethod(), request.getRequestURI());
        if (current == null || path.isEmpty()) {
            chain.doFilter(request, response);
        } else {
            answers.send(response, () -> current.answer(request, path.get()));
        }
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
