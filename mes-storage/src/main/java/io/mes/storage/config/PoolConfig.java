package io.mes.storage.config;

import java.time.Duration;

/**
 * How many connections there may be and how long they live.
 *
 * @param maxIdle connections kept open though nobody uses them
 * @param maxOpen connections in all; who wants one more waits
 * @param maxLifetime age at which a connection is replaced
 */
public record PoolConfig(int maxIdle, int maxOpen, Duration maxLifetime) {

    private static final int MAX_CONNECTIONS = 10_000;

    /** SQLite has one writer, and readers that share one file: more connections only hold more memory. */
    private static final int SQLITE_MAX_OPEN = 8;

    /** Reads {@code SQL_MAX_IDLE_CONNS}, {@code SQL_MAX_OPEN_CONNS} and {@code SQL_MAX_LIFETIME} (seconds). */
    public static PoolConfig of(Settings settings, Engine engine) {
        int maxOpenDefault = engine == Engine.SQLITE ? SQLITE_MAX_OPEN : 500;
        int maxOpen = (int) settings.number("SQL_MAX_OPEN_CONNS", maxOpenDefault, 2, MAX_CONNECTIONS);
        int maxIdle = (int) settings.number("SQL_MAX_IDLE_CONNS", Math.min(50, maxOpen), 0, MAX_CONNECTIONS);
        long seconds = settings.number("SQL_MAX_LIFETIME", 60, 1, 7 * 24 * 3600);
        return new PoolConfig(Math.min(maxIdle, maxOpen), maxOpen, Duration.ofSeconds(seconds));
    }
}
