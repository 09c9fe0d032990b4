package io.mes.filter;

import io.mes.storage.exchange.CaptureBudget;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.exchange.ExchangeSink;
import io.mes.storage.stats.FailureLog;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all recorders of a filter share. Thread-safe. */
final class Capture {

    private static final Logger log = LoggerFactory.getLogger(MesFilter.class);

    private final ExchangeSink sink;
    private final CaptureBudget budget;
    private final CaptureConfig config;
    private final List<String> headers;
    private final IdentityResolver identity;
    private final Clock clock;
    private final ClientAddress clientAddress;
    private final String recorderAttribute;
    private final ExchangeIds ids = new ExchangeIds();
    private final Set<ExchangeRecorder> underWay = ConcurrentHashMap.newKeySet();
    private final FailureLog failureLog = new FailureLog(log);

    /**
     * Puts a filter's parts together.
     *
     * @param headers names of request headers to keep, in lower case
     */
    Capture(
            ExchangeSink sink,
            CaptureBudget budget,
            CaptureConfig config,
            List<String> headers,
            IdentityResolver identity,
            Clock clock) {
        this.sink = sink;
        this.recorderAttribute = MesFilter.class.getName() + "@" + System.identityHashCode(sink);
        this.budget = budget;
        this.config = config;
        this.headers = headers;
        this.identity = identity;
        this.clock = clock;
        this.clientAddress = ClientAddress.of(config.trustedProxies());
    }

    ExchangeSink sink() {
        return sink;
    }

    /**
     * The request attribute that holds the recorder. Its own for each store: two filters that lead to one are a mistake, as
     * frameworks make it, and record once, but an exchange may well be kept in two.
     */
    String recorderAttribute() {
        return recorderAttribute;
    }

    CaptureBudget budget() {
        return budget;
    }

    List<String> headers() {
        return headers;
    }

    IdentityResolver identity() {
        return identity;
    }

    Clock clock() {
        return clock;
    }

    ClientAddress clientAddress() {
        return clientAddress;
    }

    ExchangeIds ids() {
        return ids;
    }

    BodyBuffer newBody() {
        return new BodyBuffer(budget, config.maxBodyBytes());
    }

    void begun(ExchangeRecorder recorder) {
        underWay.add(recorder);
    }

    void ended(ExchangeRecorder recorder) {
        underWay.remove(recorder);
    }

    /** Ends the records of all requests that are still under way, as broken off by the application. */
    void endAll() {
        for (ExchangeRecorder recorder : underWay) {
            recorder.brokenOff();
            recorder.complete();
        }
    }

    /** Runs a step of capture whose failure must not become the request's. */
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            sink.captureFailed();
            failureLog.warn("An exchange could not be captured", e);
        }
    }
}
