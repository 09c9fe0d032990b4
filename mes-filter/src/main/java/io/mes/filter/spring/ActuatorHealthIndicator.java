package io.mes.filter.spring;

import io.mes.storage.metrics.MeasuredStore;
import io.mes.storage.query.StoreStatus;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Tells Spring Boot 3 how a store is doing. Never waits. */
final class ActuatorHealthIndicator implements HealthIndicator {

    private final MeasuredStore store;

    ActuatorHealthIndicator(MeasuredStore store) {
        this.store = store;
    }

    @Override
    public Health health() {
        StoreStatus status = store.status();
        Health.Builder health = status.isDegraded() ? Health.status(HealthDetails.DEGRADED) : Health.up();
        return health.withDetails(HealthDetails.of(status)).build();
    }
}
