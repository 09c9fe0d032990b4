package io.mes.filter;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is copied as the application reads it.
 *
 * <p>The body is obtained only when the application asks for it: asking alone may send {@code 100 Continue}. Whether it is
 * read as a stream or by a reader stays the container's rule.
 */
final class CapturingRequest extends HttpServletRequestWrapper {

    private final HttpServletRequest original;
    private final ExchangeRecorder recorder;
    private final HttpServletResponse response;
    private @Nullable TeeInputStream stream;
    private @Nullable BufferedReader reader;
    private volatile @Nullable AsyncContext asyncContext;

    /**
     * A request over the container's.
     *
     * @param response the capturing response that belongs to it
     */
    CapturingRequest(HttpServletRequest request, HttpServletResponse response, ExchangeRecorder recorder) {
        super(request);
        this.original = request;
        this.recorder = recorder;
        this.response = response;
    }

    static boolean isIn(ServletRequest request, ExchangeRecorder recorder) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            if (wrapper instanceof CapturingRequest ours && ours.recorder == recorder) {
                return true;
            }
            inner = wrapper.getRequest();
        }
        return false;
    }

    /** Tomcat does that in dispatches. */
    @Override
    public void setRequest(ServletRequest request) {
        super.setRequest(request);
        ForwardEnd end = recorder.dispatches().forwardEnd();
        if (end != null) {
            end.requestIs(request);
        }
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        ServletInputStream original = super.getInputStream();
        TeeInputStream tee = stream;
        if (tee == null) {
            tee = new TeeInputStream(original, recorder);
            stream = tee;
        }
        return tee;
    }

    /** Undertow reads through the outermost request's stream, which is ours: what comes that way has been copied. */
    @Override
    public BufferedReader getReader() throws IOException {
        BufferedReader original = super.getReader();
        if (stream != null) {
            return original;
        }
        BufferedReader tee = reader;
        if (tee == null) {
            tee = new BufferedReader(new TeeReader(original, recorder, getCharacterEncoding()));
            reader = tee;
        }
        return tee;
    }

    /** What was written and not yet sent is thrown away by a forward, in some containers without a word to wrappers. */
    @Override
    public @Nullable RequestDispatcher getRequestDispatcher(String path) {
        RequestDispatcher original = super.getRequestDispatcher(path);
        return original == null ? null : new CapturingDispatcher(original, recorder, this);
    }

    /** The container would take its own request and response, and what is written to those nobody would see. */
    @Override
    public AsyncContext startAsync() {
        CapturingRequest seen = asBeforeForward();
        AsyncContext capturing = started(super.startAsync(seen, response), true, pathBeforeForward());
        seen.asyncContext = capturing;
        return capturing;
    }

    /** Tomcat puts the path of a forward between us and its own request, whose path it is that counts. */
    private CapturingRequest asBeforeForward() {
        return getRequest() == original ? this : new CapturingRequest(original, response, recorder);
    }

    /** Undertow changes the path of its own request in a forward; null if there was none. */
    private @Nullable String pathBeforeForward() {
        Object uri = original.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI);
        Object context = original.getAttribute(RequestDispatcher.FORWARD_CONTEXT_PATH);
        Object query = original.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING);
        if (uri == null || context == null) {
            return null;
        }
        String path = uri.toString().substring(context.toString().length());
        return query == null || query.toString().isEmpty() ? path : path + "?" + query;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse givenResponse) {
        ServletRequest seen = request;
        if (!isIn(request, recorder) && request instanceof HttpServletRequest http) {
            seen = new CapturingRequest(http, response, recorder);
        }
        ServletResponse written = givenResponse;
        if (!CapturingResponse.isIn(givenResponse, recorder) && givenResponse instanceof HttpServletResponse http) {
            written = new CapturingResponse(http, recorder);
        }
        return started(super.startAsync(seen, written), false, null);
    }

    private AsyncContext started(AsyncContext context, boolean withoutArguments, @Nullable String home) {
        AsyncContext capturing = recorder.asyncStarted(context, withoutArguments, home);
        asyncContext = capturing;
        return capturing;
    }

    /** The context that was returned when it was started; the container decides whether there is one. */
    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext original = super.getAsyncContext();
        AsyncContext capturing = asyncContext;
        return capturing == null ? original : capturing;
    }
}
