package io.mes.filter.spring;

import io.mes.storage.ConversationStore;
import io.mes.storage.metrics.StoreMeters;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Shows the store in every meter registry of an application; Spring Boot binds what it finds. Meters may be read by any thread.
 * Of several stores of the application's own it is the primary one that is shown, or none.
 */
@AutoConfiguration(after = MesAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnSingleCandidate(ConversationStore.class)
public final class MesMetricsAutoConfiguration {

    /** Called by Spring Boot. */
    public MesMetricsAutoConfiguration() {}

    /** Not closed: registries publish what they have when the application ends. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    StoreMeters mesMeters(ConversationStore store) {
        return new StoreMeters(store);
    }
}
