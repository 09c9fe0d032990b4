package io.mes.filter.spring;

import io.mes.storage.config.ConfigException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Has Spring Boot say what is wrong with a setting of MES instead of showing where that was noticed. */
final class ConfigFailureAnalyzer extends AbstractFailureAnalyzer<ConfigException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigException cause) {
        return new FailureAnalysis(
                "MES cannot start: " + cause.getMessage(),
                "Correct the setting, which as a property is written like mes.retention.days for MES_RETENTION_DAYS, or"
                        + " switch MES off with mes.enabled=false.",
                cause);
    }
}
