package io.mes.filter;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.function.Consumer;

/** A listener that does what it was told to, and else nothing. */
final class ListenerAdapter implements AsyncListener {

    private Consumer<AsyncEvent> timeout = event -> {};
    private Consumer<AsyncEvent> error = event -> {};

    ListenerAdapter onTimeout(Consumer<AsyncEvent> action) {
        timeout = action;
        return this;
    }

    ListenerAdapter onError(Consumer<AsyncEvent> action) {
        error = action;
        return this;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        timeout.accept(event);
    }

    @Override
    public void onError(AsyncEvent event) {
        error.accept(event);
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
