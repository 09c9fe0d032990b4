package io.mes.filter.spring;

import io.mes.filter.ServletSettings;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches unless {@code mes.enabled} is false; like every setting it is either true or false, or stops the start. */
final class OnMesEnabled extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean enabled = ServletSettings.isEnabled(EnvironmentSettings.of(context.getEnvironment()));
        return new ConditionOutcome(enabled, "mes.enabled is " + enabled);
    }
}
