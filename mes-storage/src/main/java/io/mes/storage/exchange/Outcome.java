package io.mes.storage.exchange;

import org.jspecify.annotations.Nullable;

/** How an exchange ended, as seen by the gateway. */
public enum Outcome {
    /** The response was written to its end; its status may still be an error. */
    COMPLETED(null),
    /** The client went away while its request was read or its response was written. */
    CLIENT_CLOSED("client_closed"),
    /** The application failed, or broke off a response it had begun. */
    UPSTREAM_ERROR("upstream_error"),
    /** The container's asynchronous time-out ended the exchange. */
    TIMEOUT("timeout");

    private final @Nullable String finishReason;

    Outcome(@Nullable String finishReason) {
        this.finishReason = finishReason;
    }

    /** What stands in {@code finish_reason} when the model itself gave none; null for {@link #COMPLETED}. */
    public @Nullable String finishReason() {
        return finishReason;
    }
}
