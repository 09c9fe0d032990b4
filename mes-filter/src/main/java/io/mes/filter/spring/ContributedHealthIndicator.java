package io.mes.filter.spring;

import io.mes.storage.metrics.MeasuredStore;
import io.mes.storage.query.StoreStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells Spring Boot 4 how a store is doing. Never waits. */
final class ContributedHealthIndicator implements HealthIndicator {

    private final MeasuredStore store;

    ContributedHealthIndicator(MeasuredStore store) {
        this.store = store;
    }

    @Override
    public Health health() {
        StoreStatus status = store.status();
        Health.Builder health = status.isDegraded() ? Health.status(HealthDetails.DEGRADED) : Health.up();
        return health.withDetails(HealthDetails.of(status)).build();
    }
}
