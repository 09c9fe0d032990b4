package io.mes.storage.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One captured request and what came back for it.
 *
 * <p>Immutable; made by {@link Builder} on the thread that ends the request, read on the threads of the store. Holds
 * copies only, never an object of the container.
 */
public final class Exchange {

    private final String id;
    private final WireFormat format;
    private final Instant completedAt;
    private final Duration latency;
    private final @Nullable Duration firstByte;
    private final int status;
    private final Outcome outcome;
    private final @Nullable String failure;
    private final Identity identity;
    private final @Nullable String clientIp;
    private final @Nullable String conversationId;
    private final Map<String, String> headers;
    private final @Nullable String requestEncoding;
    private final @Nullable String responseEncoding;
    private final Body request;
    private final Body response;
    private final Runnable onRelease;

    private Exchange(Builder builder) {
        this.id = builder.id;
        this.format = builder.format;
        this.completedAt = builder.completedAt;
        this.latency = builder.latency;
        this.firstByte = builder.firstByte;
        this.status = builder.status;
        this.outcome = builder.outcome;
        this.failure = builder.failure;
        this.identity = builder.identity;
        this.clientIp = builder.clientIp;
        this.conversationId = builder.conversationId;
        this.headers = builder.headers;
        this.requestEncoding = builder.requestEncoding;
        this.responseEncoding = builder.responseEncoding;
        this.request = builder.request;
        this.response = builder.response;
        this.onRelease = builder.onRelease;
    }

    /**
     * Starts the description of an exchange that is over.
     *
     * @param id from {@link ExchangeIds}; offering the same id twice stores the exchange once
     * @param completedAt the moment that decides the day under which the exchange is stored
     */
    public static Builder builder(String id, WireFormat format, Instant completedAt) {
        return new Builder(id, format, completedAt);
    }

    /** The time-ordered id. */
    public String id() {
        return id;
    }

    /** What request and response are written in. */
    public WireFormat format() {
        return format;
    }

    /** When the exchange was over. */
    public Instant completedAt() {
        return completedAt;
    }

    /** From the start of the request to the end of the response. */
    public Duration latency() {
        return latency;
    }

    /** From the start of the request to the first byte of the response body; null if there was none. */
    public @Nullable Duration firstByte() {
        return firstByte;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** How it ended. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * What the application threw, for people to read; null if it threw nothing. It may quote what was said, and is not masked
     * yet.
     */
    public @Nullable String failure() {
        return failure;
    }

    /** Who asked. */
    public Identity identity() {
        return identity;
    }

    /** The client's address; null if unknown. */
    public @Nullable String clientIp() {
        return clientIp;
    }

    /** The conversation the gateway itself named; null if it named none. */
    public @Nullable String conversationId() {
        return conversationId;
    }

    /** A request header that may name the conversation, by its name in lower case; null if it was not sent. */
    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** All that {@link #header} finds, by names in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Content-Encoding of the request body; null if none. */
    public @Nullable String requestEncoding() {
        return requestEncoding;
    }

    /** Content-Encoding of the response body; null if none. */
    public @Nullable String responseEncoding() {
        return responseEncoding;
    }

    /** The request body as the application read it. */
    public Body request() {
        return request;
    }

    /** The response body as the application wrote it. */
    public Body response() {
        return response;
    }

    /** Captured bytes held by this exchange. */
    public long bytes() {
        return (long) request.length() + response.length();
    }

    /** Gives back the budget of the captured bytes. Called by the sink, exactly once. */
    public void release() {
        onRelease.run();
    }

    @Override
    public String toString() {
        return "Exchange[" + id + ", " + format + ", " + status + ", " + outcome + "]";
    }

    /** Collects what is known; everything but the constructor's values has a default. Not thread-safe. */
    public static final class Builder {

        private final String id;
        private final WireFormat format;
        private final Instant completedAt;
        private Duration latency = Duration.ZERO;
        private @Nullable Duration firstByte;
        private int status = 200;
        private Outcome outcome = Outcome.COMPLETED;
        private @Nullable String failure;
        private Identity identity = Identity.UNKNOWN;
        private @Nullable String clientIp;
        private @Nullable String conversationId;
        private Map<String, String> headers = Map.of();
        private @Nullable String requestEncoding;
        private @Nullable String responseEncoding;
        private Body request = Body.EMPTY;
        private Body response = Body.EMPTY;
        private Runnable onRelease = () -> {};

        private Builder(String id, WireFormat format, Instant completedAt) {
            this.id = Objects.requireNonNull(id, "id");
            this.format = Objects.requireNonNull(format, "format");
            this.completedAt = Objects.requireNonNull(completedAt, "completedAt");
        }

        /** See {@link Exchange#latency()} and {@link Exchange#firstByte()}. */
        public Builder timing(Duration latency, @Nullable Duration firstByte) {
            this.latency = latency;
            this.firstByte = firstByte;
            return this;
        }

        /** See {@link Exchange#status()} and {@link Exchange#outcome()}. */
        public Builder ended(int status, Outcome outcome) {
            this.status = status;
            this.outcome = outcome;
            return this;
        }

        /** See {@link Exchange#failure()}; of bounded length, for the budget of captured bodies does not count it. */
        public Builder failure(@Nullable String failure) {
            this.failure = failure;
            return this;
        }

        /** See {@link Exchange#identity()} and {@link Exchange#clientIp()}. */
        public Builder caller(Identity identity, @Nullable String clientIp) {
            this.identity = identity;
            this.clientIp = clientIp;
            return this;
        }

        /** See {@link Exchange#conversationId()}. */
        public Builder conversationId(@Nullable String conversationId) {
            this.conversationId = conversationId;
            return this;
        }

        /** See {@link Exchange#header(String)}; the names in lower case. Never pass credentials here. */
        public Builder headers(Map<String, String> headers) {
            this.headers = Map.copyOf(headers);
            return this;
        }

        /** See {@link Exchange#request()} and {@link Exchange#requestEncoding()}. */
        public Builder request(Body body, @Nullable String encoding) {
            this.request = body;
            this.requestEncoding = encoding;
            return this;
        }

        /** See {@link Exchange#response()} and {@link Exchange#responseEncoding()}. */
        public Builder response(Body body, @Nullable String encoding) {
            this.response = body;
            this.responseEncoding = encoding;
            return this;
        }

        /** What {@link Exchange#release()} runs. */
        public Builder onRelease(Runnable onRelease) {
            this.onRelease = onRelease;
            return this;
        }

        /** The finished exchange. */
        public Exchange build() {
            return new Exchange(this);
        }
    }
}
