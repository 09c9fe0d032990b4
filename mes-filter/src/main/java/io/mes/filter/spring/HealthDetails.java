package io.mes.filter.spring;

import io.mes.storage.query.StoreStatus;
import io.mes.storage.spool.SpoolLevel;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the health of an application tells of a store. */
final class HealthDetails {

    /**
     * A store that somebody should look after. No {@code DOWN}, which takes an application out of service that answers all
     * its requests; Spring Boot leaves a status that it does not know out of the application's own.
     */
    static final String DEGRADED = "DEGRADED";

    private HealthDetails() {}

    static Map<String, Object> of(StoreStatus status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("database", status.interrupted() ? "interrupted" : "ok");
        details.put("backlog", status.stats().backlog());
        details.put("stored", status.stats().stored());
        details.put("lost", status.stats().lost());
        SpoolLevel spool = status.spool();
        if (spool != null) {
            details.put("spooled", spool.entries());
        }
        return details;
    }
}
