package io.mes.storage.config;

/** A setting is wrong. The message names the setting, its value (never a secret) and the remedy. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** A complaint about one setting, in words for whoever runs the gateway. */
    public ConfigException(String message) {
        super(message);
    }
}
