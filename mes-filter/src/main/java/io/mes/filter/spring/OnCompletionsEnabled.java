package io.mes.filter.spring;

import io.mes.storage.StorageConfig;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if {@code mes.completions.enabled} is true; like every setting it is either true or false, or stops the start. */
final class OnCompletionsEnabled extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean enabled = StorageConfig.completions(EnvironmentSettings.of(context.getEnvironment()));
        return new ConditionOutcome(enabled, "mes.completions.enabled is " + enabled);
    }
}
