package io.mes.filter;

import io.mes.storage.ConversationStore;
import io.mes.storage.config.Settings;
import io.mes.storage.exchange.WireFormat;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the OpenAI-style exchanges that pass through it, without client or application noticing.
 *
 * <p>Map it to {@code /*} with {@code async-supported}, for the dispatcher types REQUEST, ASYNC and FORWARD, behind the filter
 * that authenticates. Requests that are not recorded pass through unwrapped. Of several filters in a chain, all that lead to one
 * store make one record, with the settings of the first. Made by the container it reads its settings from
 * the environment, system properties, its init parameters and those of the application, and shares a store with
 * {@link io.mes.filter.query.MesServlet}; with {@code MES_ENABLED=false} it records nothing. Made in code it is given a store,
 * which the caller closes.
 *
 * <p>Thread-safe, for any number of requests at once; the container calls {@link #init} and {@link #destroy} once each. A wrong
 * setting fails {@link #init} with the message that names it; whatever fails later is logged and counted, and no request notices.
 */
public final class MesFilter implements Filter {

    /** Request attribute by which the gateway itself names the conversation. */
    public static final String CONVERSATION_ID = "mes.conversation_id";

    /**
     * Request attribute, {@code true} where the gateway has found out that the client is gone. Containers notice that only
     * when they write.
     */
    public static final String CLIENT_GONE = "mes.client_gone";

    private static final Logger log = LoggerFactory.getLogger(MesFilter.class);

    private @Nullable ConversationStore store;
    private @Nullable Capture capture;
    private @Nullable SharedStore shared;

    /** A filter that gets everything from {@link #init}. For containers. */
    public MesFilter() {}

    /** A filter in front of a store, with defaults for everything else. */
    public MesFilter(ConversationStore store) {
        this(store, CaptureConfig.DEFAULT, IdentityResolver.ofAttributes());
    }

    /** A filter in front of a store. */
    public MesFilter(ConversationStore store, CaptureConfig config, IdentityResolver identity) {
        this(capture(store, config, identity));
        this.store = store;
    }

    MesFilter(Capture capture) {
        this.capture = capture;
    }

    private static Capture capture(ConversationStore store, CaptureConfig config, IdentityResolver identity) {
        return new Capture(
                store, store.captureBudget(), config, store.config().requestHeaders(), identity, Clock.systemUTC());
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (capture == null) {
            open(config);
        }
        ConversationStore destination = store;
        if (destination != null) {
            String path = config.getServletContext().getContextPath();
            log.info(
                    "MES records what is POSTed to {} of the application {} into {}",
                    WireFormat.paths(),
                    path.isEmpty() ? "/" : path,
                    destination.displayAddress());
        }
    }

    private void open(FilterConfig config) throws ServletException {
        try {
            Settings settings = ServletSettings.of(config.getServletContext(), config::getInitParameter);
            if (!ServletSettings.isEnabled(settings)) {
                return;
            }
            CaptureConfig captureConfig = CaptureConfig.of(settings);
            SharedStore acquired = SharedStore.acquire(config.getServletContext(), settings);
            shared = acquired;
            store = acquired.store();
            capture = capture(acquired.store(), captureConfig, IdentityResolver.ofAttributes());
        } catch (IllegalArgumentException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse httpResponse) {
            doHttpFilter(http, httpResponse, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void doHttpFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Capture current = capture;
        if (current == null) {
            chain.doFilter(request, response);
            return;
        }
        ExchangeRecorder recorder = (ExchangeRecorder) request.getAttribute(current.recorderAttribute());
        if (recorder != null) {
            passAgain(recorder, request, response, chain);
            return;
        }
        recorder = begin(current, request, response);
        if (recorder == null) {
            chain.doFilter(request, response);
            return;
        }
        CapturingResponse capturing = new CapturingResponse(response, recorder);
        recorder.entered();
        try {
            chain.doFilter(new CapturingRequest(request, capturing, recorder), capturing);
        } catch (Throwable e) {
            recorder.threw(e);
            throw e;
        } finally {
            recorder.returning(request);
            recorder.returned();
        }
    }

    /**
     * The second and later passes of one request, which may carry our wrappers or have lost them; also a pass through
     * another filter that leads to the same store.
     */
    private static void passAgain(
            ExchangeRecorder recorder, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse written =
                CapturingResponse.isIn(response, recorder) ? response : new CapturingResponse(response, recorder);
        HttpServletRequest seen =
                CapturingRequest.isIn(request, recorder) ? request : new CapturingRequest(request, written, recorder);
        recorder.entered();
        try {
            chain.doFilter(seen, written);
        } catch (Throwable e) {
            recorder.threw(e);
            throw e;
        } finally {
            recorder.returning(request);
            recorder.returned();
        }
    }

    /** Begins the record of a request that is to be recorded; null for all others, and when recording fails. */
    private static @Nullable ExchangeRecorder begin(
            Capture current, HttpServletRequest request, HttpServletResponse response) {
        ExchangeRecorder[] begun = {null};
        current.guarded(() -> {
            Optional<WireFormat> format = format(request);
            if (format.isPresent()) {
                begun[0] = new ExchangeRecorder(current, format.get(), request, response);
                current.begun(begun[0]);
                request.setAttribute(current.recorderAttribute(), begun[0]);
            }
        });
        return begun[0];
    }

    /**
     * What the request speaks, if it is to be recorded. Neither the case of method and path nor an {@code Upgrade} header
     * makes a chat another thing for every upstream; a POST is never the beginning of a WebSocket (RFC 6455, 4.1).
     */
    private static Optional<WireFormat> format(HttpServletRequest request) {
        boolean candidate =
                "POST".equalsIgnoreCase(request.getMethod()) && request.getDispatcherType() != DispatcherType.ERROR;
        return candidate ? WireFormat.ofPath(RequestPath.canonical(request.getRequestURI())) : Optional.empty();
    }

    /** Ends the records of requests that the container did not see to their end: what came until now is stored. */
    @Override
    public void destroy() {
        Capture current = capture;
        if (current != null) {
            current.endAll();
        }
        SharedStore acquired = shared;
        if (acquired != null) {
            shared = null;
            acquired.close();
        }
    }
}
