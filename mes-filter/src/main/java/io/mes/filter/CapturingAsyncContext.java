package io.mes.filter;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

/** An asynchronous context that ends the record when the application ends the response, before the client can see that. */
final class CapturingAsyncContext implements AsyncContext {

    private final AsyncContext delegate;
    private final ExchangeRecorder recorder;
    private final boolean withoutArguments;
    private final @Nullable String home;
    private volatile boolean dispatched;

    /**
     * A context over the container's.
     *
     * @param withoutArguments whether the application started it with the request and response it was given
     * @param home the path to which the container would dispatch that, where ours would lead it elsewhere; else null
     */
    CapturingAsyncContext(
            AsyncContext delegate, ExchangeRecorder recorder, boolean withoutArguments, @Nullable String home) {
        this.delegate = delegate;
        this.recorder = recorder;
        this.withoutArguments = withoutArguments;
        this.home = home;
    }

    /** What has been dispatched goes on, whatever the container says to this. */
    @Override
    public void complete() {
        if (!dispatched) {
            recorder.completing();
        }
        delegate.complete();
    }

    private void dispatching(Runnable dispatch) {
        boolean before = dispatched;
        dispatched = true;
        try {
            dispatch.run();
        } catch (IllegalStateException refused) {
            dispatched = before;
            throw refused;
        }
    }

    /** Our wrappers are nothing the application knows of. */
    @Override
    public boolean hasOriginalRequestAndResponse() {
        return withoutArguments || delegate.hasOriginalRequestAndResponse();
    }

    @Override
    public ServletRequest getRequest() {
        return delegate.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return delegate.getResponse();
    }

    @Override
    public void dispatch() {
        String path = home;
        dispatching(path == null ? delegate::dispatch : () -> delegate.dispatch(path));
    }

    @Override
    public void dispatch(String path) {
        dispatching(() -> delegate.dispatch(path));
    }

    @Override
    public void dispatch(@Nullable ServletContext context, String path) {
        dispatching(() -> delegate.dispatch(context, path));
    }

    @Override
    public void start(Runnable run) {
        delegate.start(run);
    }

    @Override
    public void addListener(AsyncListener listener) {
        delegate.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        delegate.addListener(listener, request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return delegate.createListener(type);
    }

    @Override
    public void setTimeout(long timeout) {
        delegate.setTimeout(timeout);
    }

    @Override
    public long getTimeout() {
        return delegate.getTimeout();
    }
}
