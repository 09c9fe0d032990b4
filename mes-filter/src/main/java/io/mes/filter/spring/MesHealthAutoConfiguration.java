package io.mes.filter.spring;

import io.mes.storage.ConversationStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Tells of the store among the health of an application, by the interface of the Spring Boot that is there. Of several stores of
 * the application's own that is the primary one, or none. The indicator may be asked by any thread, and never fails.
 */
@AutoConfiguration(after = MesAutoConfiguration.class)
@ConditionalOnSingleCandidate(ConversationStore.class)
@Conditional(OnHealthEnabled.class)
public final class MesHealthAutoConfiguration {

    /** Called by Spring Boot. */
    public MesHealthAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    static final class OfSpringBoot3 {

        @Bean
        @ConditionalOnMissingBean(name = "mesHealthIndicator")
        ActuatorHealthIndicator mesHealthIndicator(ConversationStore store) {
            return new ActuatorHealthIndicator(store);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static final class OfSpringBoot4 {

        @Bean
        @ConditionalOnMissingBean(name = "mesHealthIndicator")
        ContributedHealthIndicator mesHealthIndicator(ConversationStore store) {
            return new ContributedHealthIndicator(store);
        }
    }
}
