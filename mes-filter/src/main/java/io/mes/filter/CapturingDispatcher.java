package io.mes.filter;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Forgets the copy of what was written and not yet sent when the container forgets that: when a request is forwarded. What is
 * written behind a forward is forgotten too.
 */
final class CapturingDispatcher implements RequestDispatcher {

    private final RequestDispatcher delegate;
    private final ExchangeRecorder recorder;
    private final CapturingRequest origin;

    /**
     * A dispatcher over the container's.
     *
     * @param origin the request that was asked for it
     */
    CapturingDispatcher(RequestDispatcher delegate, ExchangeRecorder recorder, CapturingRequest origin) {
        this.delegate = delegate;
        this.recorder = recorder;
        this.origin = origin;
    }

    /** A response that is under way refuses to be forwarded. */
    @Override
    public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        if (!response.isCommitted()) {
            recorder.bufferDiscarded();
        }
        ForwardEnd outer = recorder.dispatches().forwardEnd();
        recorder.dispatches()
                .forwardEnd(CapturingResponse.isAllThatWraps(response) ? new ForwardEnd(origin.getRequest()) : null);
        try {
            delegate.forward(request, response);
        } finally {
            recorder.dispatches().forwardEnd(outer);
        }
        recorder.forwarded();
    }

    @Override
    public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        recorder.dispatches().including();
        try {
            delegate.include(request, response);
        } finally {
            recorder.dispatches().included();
        }
    }
}
