package io.mes.filter;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Ends the record of an asynchronous request. Containers drop listeners when it is started again, so it returns. */
final class AsyncCompletion implements AsyncListener {

    private final ExchangeRecorder recorder;

    AsyncCompletion(ExchangeRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        recorder.complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        recorder.timedOut();
    }

    @Override
    public void onError(AsyncEvent event) {
        recorder.failed(event.getThrowable());
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
