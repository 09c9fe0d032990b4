package io.mes.filter;

import io.mes.storage.config.ConfigException;
import io.mes.storage.config.Settings;
import java.util.List;

/**
 * What the filter captures. Immutable and valid.
 *
 * @param maxBodyBytes bytes kept of one body; what exceeds them passes uncopied, and the exchange is marked as truncated
 * @param trustedProxies addresses or networks ({@code 10.0.0.0/8}) whose {@code X-Forwarded-For} is believed
 */
public record CaptureConfig(int maxBodyBytes, List<String> trustedProxies) {

    private static final int DEFAULT_MAX_BODY_BYTES = 16 << 20;

    /** The defaults: 16 MiB of each body, no proxies. */
    public static final CaptureConfig DEFAULT = new CaptureConfig(DEFAULT_MAX_BODY_BYTES, List.of());

    /** Checks the values. */
    public CaptureConfig {
        if (maxBodyBytes < 0) {
            throw new ConfigException("maxBodyBytes is " + maxBodyBytes + "; set it to 0 or more");
        }
        trustedProxies = List.copyOf(trustedProxies);
        ClientAddress.of(trustedProxies);
    }

    /**
     * Reads {@code MES_MAX_BODY_BYTES} and {@code MES_TRUSTED_PROXIES}.
     *
     * @throws ConfigException if one of them is wrong
     */
    public static CaptureConfig of(Settings settings) {
        int maxBodyBytes =
                (int) settings.number("MES_MAX_BODY_BYTES", DEFAULT_MAX_BODY_BYTES, 0, Integer.MAX_VALUE - 8);
        String proxies = settings.text("MES_TRUSTED_PROXIES", "");
        return new CaptureConfig(
                maxBodyBytes,
                List.of(proxies.split(",")).stream()
                        .map(String::strip)
                        .filter(proxy -> !proxy.isEmpty())
                        .toList());
    }
}
