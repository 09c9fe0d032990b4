package io.mes.benchmarks.gateway;

import jakarta.servlet.http.HttpServlet;

/** How a gateway hands requests on. */
enum Relay {
    /** A thread a request, as a Spring MVC controller or a plain servlet does it. */
    BLOCKING,
    /** No thread while nothing comes: Jetty's own proxy. Content-caching wrappers hold its answers back for ever. */
    ASYNC;

    /**
     * A servlet that hands on.
     *
     * @param upstream scheme, host and port
     */
    HttpServlet to(String upstream) {
        return switch (this) {
            case BLOCKING -> new BlockingRelay(upstream);
            case ASYNC -> new AsyncRelay(upstream);
        };
    }
}
