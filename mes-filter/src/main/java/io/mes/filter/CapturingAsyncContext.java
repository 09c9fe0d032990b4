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
    private final boolean original;

    /**
     * A context over the container's.
     *
     * @param original whether the application started it with the request and response it was given
     */
    CapturingAsyncContext(AsyncContext delegate, ExchangeRecorder recorder, boolean original) {
        this.delegate = delegate;
        this.recorder = recorder;
        this.original = original;
    }

    @Override
    public void complete() {
        recorder.completing();
        delegate.complete();
    }

    /** Our wrappers are nothing the application knows of. */
    @Override
    public boolean hasOriginalRequestAndResponse() {
        return original || delegate.hasOriginalRequestAndResponse();
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
        delegate.dispatch();
    }

    @Override
    public void dispatch(String path) {
        delegate.dispatch(path);
    }

    @Override
    public void dispatch(@Nullable ServletContext context, String path) {
        delegate.dispatch(context, path);
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
