package io.mes.demo;

import io.mes.demo.command.LocalGateway;
import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own settings, beside those of MES.
 *
 * @param port where it listens; 0 for any free port
 * @param upstream the base address of the upstream, without a slash at its end; null for the simulated model
 * @param upstreamKey the key sent upstream; null for none
 * @param keys the keys of clients
 * @param usesDefaultKeys whether these are the keys of the demonstration, which everybody knows
 * @param connectTimeout how long to wait for a connection to the upstream
 * @param idleTimeout how long the upstream may send nothing
 * @param shutdownGrace how long requests under way may go on when the gateway stops
 */
record GatewayConfig(
        int port,
        @Nullable URI upstream,
        @Nullable String upstreamKey,
        GatewayKeys keys,
        boolean usesDefaultKeys,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration shutdownGrace) {

    static GatewayConfig of(Settings settings) {
        String keys = settings.text("GATEWAY_KEYS", GatewayKeys.DEFAULT);
        return new GatewayConfig(
                (int) settings.number("PORT", 8080, 0, 65535),
                upstream(settings.text("UPSTREAM_BASE_URL")),
                settings.text("UPSTREAM_API_KEY"),
                GatewayKeys.parse(keys),
                keys.equals(GatewayKeys.DEFAULT),
                Duration.ofSeconds(settings.number("UPSTREAM_CONNECT_TIMEOUT_SECONDS", 10, 1, 600)),
                Duration.ofSeconds(settings.number("UPSTREAM_IDLE_TIMEOUT_SECONDS", 300, 1, 86_400)),
                Duration.ofSeconds(settings.number("SHUTDOWN_GRACE_SECONDS", 30, 1, 3600)));
    }

    /** As commands beside it see it. */
    LocalGateway local() {
        return new LocalGateway(port, keys.ofAdministrator());
    }

    private static @Nullable URI upstream(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            if (isHttp(uri) && uri.getPort() <= 65535 && isPathOnly(uri)) {
                return uri;
            }
        } catch (URISyntaxException noUri) {
            // Told below.
        }
        throw new ConfigException(
                "UPSTREAM_BASE_URL is not an http or https address without credentials, query and fragment;"
                        + " set it to one such as http://127.0.0.1:11434/v1");
    }

    private static boolean isHttp(URI uri) {
        String scheme = uri.getScheme();
        return uri.getHost() != null && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
    }

    private static boolean isPathOnly(URI uri) {
        return uri.getRawQuery() == null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
    }

    @Override
    public String toString() {
        return "GatewayConfig[port=" + port + ", upstream=" + upstream + "]";
    }
}
