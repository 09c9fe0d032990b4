package io.mes.filter;

import io.mes.storage.exchange.Body;
import io.mes.storage.exchange.CaptureBudget;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.exchange.Outcome;
import io.mes.storage.exchange.WireFormat;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The record of one exchange under way, shared by all wrappers and passes of its request.
 *
 * <p>Of several endings the first counts: a client that went away explains whatever else fails then. {@link #complete}
 * builds and offers the exchange exactly once, whoever calls it how often.
 */
final class ExchangeRecorder {

    private static final int NO_BODY = 204;
    private static final int NOT_MODIFIED = 304;

    private final Capture capture;
    private final WireFormat format;
    private final ServletView servlet;
    private final RequestHead head;
    private final BodyBuffer request;
    private final BodyBuffer response;
    private final ResponseEnd end;
    private final long startNanos = System.nanoTime();
    private final AtomicReference<@Nullable Outcome> brokenBy = new AtomicReference<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private final AtomicBoolean completed = new AtomicBoolean();
    private volatile long firstByteNanos;
    private volatile boolean startedAsync;

    /** Passes through the chain that are under way, one within the other. */
    private final AtomicInteger depth = new AtomicInteger();

    private final Dispatches dispatches = new Dispatches();
    private volatile boolean whole;
    private volatile boolean completing;
    private volatile int errorStatus;
    private volatile boolean threw;

    ExchangeRecorder(
            Capture capture, WireFormat format, HttpServletRequest httpRequest, HttpServletResponse httpResponse) {
        this.capture = capture;
        this.format = format;
        this.servlet = new ServletView(httpRequest, httpResponse, capture.identity());
        this.head = RequestHead.of(httpRequest, capture);
        this.request = capture.newBody();
        request.declare(httpRequest.getContentLengthLong());
        this.response = capture.newBody();
        this.end = new ResponseEnd(format);
    }

    /** Where the copy of the request body goes. */
    BodyBuffer request() {
        return request;
    }

    /**
     * Copies bytes that the application is about to send. If they are the last ones the record ends here, so that it is
     * handed over before the client can know that its answer is complete.
     */
    void sending(byte[] bytes, int offset, int count) {
        responseBegun();
        int sent = end.room(count);
        response.write(bytes, offset, sent);
        if (end.reachedBy(bytes, offset, sent)) {
            complete();
        }
    }

    /**
     * Whether so many bytes more exceed the declared length. Tomcat and Undertow send what does not; Jetty refuses them
     * all, and the application may answer something else.
     */
    boolean exceedsLength(int count) {
        return end.room(count) < count;
    }

    /**
     * Copies a text that the application is about to send. A writer may be given the line break of the last event later, so
     * that the record goes on; but a client that goes then has got everything. Where the store holds requests the record ends
     * here, for what may follow is nothing but line breaks.
     *
     * @param utf8 the text
     * @param counted whether it is sent in as many bytes
     */
    void sending(byte[] utf8, boolean counted) {
        responseBegun();
        int sent = counted ? end.room(utf8.length) : utf8.length;
        response.write(utf8, 0, sent);
        if (counted && end.filledBy(sent)) {
            complete();
        } else if (end.markedBy(utf8, 0, sent)) {
            whole = true;
            if (capture.sink().holdsRequests()) {
                complete();
            }
        }
    }

    /** The length that the application declares for the response; null for none. */
    void declaredLength(@Nullable String length) {
        response.declare(end.declared(length));
    }

    /** What was written so far will not be sent, nor any header. */
    void discarded() {
        bufferDiscarded();
        declaredLength(null);
    }

    /** What was written so far will not be sent. */
    void bufferDiscarded() {
        response.reset();
        end.rewind();
        whole = false;
        firstByteNanos = 0;
    }

    private void responseBegun() {
        if (firstByteNanos == 0) {
            firstByteNanos = Math.max(1, System.nanoTime() - startNanos);
            servlet.remember();
        }
    }

    /** The container will answer with an error page of its own; what remains of the answer is this status and message. */
    void answeredWithError(int status, @Nullable String message) {
        discarded();
        errorStatus = status;
        if (message != null) {
            sending(message.getBytes(StandardCharsets.UTF_8), false);
        }
        complete();
    }

    /** The application has flushed: as a rule the head of the response is sent now. */
    void flushed() {
        servlet.noteCommit();
    }

    /** A forward has returned, behind which the container takes nothing more, unless it has begun something asynchronous. */
    void forwarded() {
        if (!startedAsync) {
            complete();
        }
    }

    /** Forwards and includes under way. */
    Dispatches dispatches() {
        return dispatches;
    }

    /** The application closes what it writes to: nothing can follow. */
    void closing() {
        if (!dispatches.ignoreClose()) {
            complete();
        }
    }

    boolean isAnsweredWithError() {
        return errorStatus != 0;
    }

    /** The client went away. */
    void clientGone() {
        if (!whole) {
            brokenBy.compareAndSet(null, Outcome.CLIENT_CLOSED);
        }
    }

    /**
     * The client went away as something was sent: nothing more can be. For an asynchronous request that may be all that is
     * ever heard of it. Jetty calls no listener then, nor does Tomcat if its own thread is just leaving the request.
     */
    void sendingFailed() {
        clientGone();
        completing();
    }

    /** The application broke off a response that was under way. */
    void brokenOff() {
        brokenBy.compareAndSet(null, Outcome.UPSTREAM_ERROR);
    }

    /** The container's time-out struck. */
    void timedOut() {
        brokenBy.compareAndSet(null, Outcome.TIMEOUT);
    }

    /**
     * A pass threw; if it is the outermost, the container is told, and answers in place of what was not yet sent. A client that
     * went away was noticed before.
     */
    void threw(Throwable thrown) {
        if (depth.get() == 1) {
            threw = true;
            brokenOff();
            failure.compareAndSet(null, FailureText.of(thrown));
            servlet.noteCommit();
            if (!startedAsync && !servlet.committed()) {
                discarded();
            }
        }
    }

    /** The container ends an asynchronous request for this reason; one of input or output is the client's. */
    void failed(@Nullable Throwable thrown) {
        if (thrown instanceof IOException) {
            clientGone();
        } else {
            brokenOff();
            if (thrown != null) {
                failure.compareAndSet(null, FailureText.of(thrown));
            }
        }
    }

    /** The request goes on without its thread; a later pass, or the listener, will end the record. */
    AsyncContext asyncStarted(AsyncContext context, boolean withoutArguments, @Nullable String home) {
        startedAsync = true;
        servlet.remember();
        capture.guarded(() -> context.addListener(new AsyncCompletion(this)));
        return new CapturingAsyncContext(context, this, withoutArguments, home);
    }

    /** A pass through the chain begins, possibly (a forward) within another. */
    void entered() {
        if (depth.getAndIncrement() == 0) {
            startedAsync = false;
            servlet.entered();
        }
    }

    /**
     * The application may have gone round our wrappers to start asynchronous processing. By now another thread may have
     * ended that, in which case there is nobody left to listen to.
     */
    void returning(HttpServletRequest passed) {
        servlet.identify();
        if (!startedAsync && depth.get() == 1) {
            try {
                if (passed.isAsyncStarted()) {
                    passed.getAsyncContext().addListener(new AsyncCompletion(this));
                    servlet.remember();
                    startedAsync = true;
                }
            } catch (IllegalStateException over) {
                startedAsync = false;
            }
        }
    }

    /** A pass through the chain is over: the end, if it is the outermost and the request does not go on without it. */
    void returned() {
        if (depth.decrementAndGet() == 0) {
            if (!startedAsync || completing || abandoned()) {
                complete();
            }
            servlet.left();
        }
    }

    /** Jetty breaks off a response under way whose application throws, and calls no listener then. */
    private boolean abandoned() {
        return threw && servlet.committed();
    }

    /** Nothing can follow in an asynchronous request: it ends now, or when the pass returns that is under way. */
    void completing() {
        completing = true;
        if (depth.get() == 0) {
            complete();
        }
    }

    /** Ends the record and offers the exchange. Never throws. */
    void complete() {
        if (completed.compareAndSet(false, true)) {
            capture.ended(this);
            capture.guarded(this::offer);
            servlet.forget();
        }
    }

    private void offer() {
        Body requestBody = request.close();
        Body responseBody = response.close();
        long reserved = request.reserved() + response.reserved();
        try {
            capture.sink().offer(exchange(requestBody, responseBody, reserved));
        } catch (RuntimeException e) {
            capture.budget().release(reserved);
            throw e;
        }
    }

    private Exchange exchange(Body requestBody, Body responseBody, long reserved) {
        ServletView.Facts facts = servlet.facts();
        int status = status(facts);
        boolean bodiless = status == NO_BODY || status == NOT_MODIFIED;
        Outcome broken = facts.clientGone() && !whole ? Outcome.CLIENT_CLOSED : brokenBy.get();
        Instant now = capture.clock().instant();
        Duration firstByte = firstByteNanos == 0 ? null : Duration.ofNanos(firstByteNanos);
        return Exchange.builder(capture.ids().next(now.toEpochMilli()), format, now)
                .timing(Duration.ofNanos(System.nanoTime() - startNanos), firstByte)
                .ended(status, broken == null ? Outcome.COMPLETED : broken)
                .failure(failure.get())
                .caller(servlet.caller(), head.clientIp())
                .conversationId(facts.conversationId())
                .headers(head.headers())
                .request(requestBody, head.encoding())
                .response(bodiless ? Body.EMPTY : responseBody, facts.encoding())
                .onRelease(released(capture.budget(), reserved))
                .build();
    }

    /** Holds on to nothing else: an exchange may outlive its request for long. */
    private static Runnable released(CaptureBudget budget, long reserved) {
        return () -> budget.release(reserved);
    }

    private int status(ServletView.Facts facts) {
        if (errorStatus != 0) {
            return errorStatus;
        }
        return threw ? ServletView.statusAfterThrowing(facts) : facts.status();
    }
}
