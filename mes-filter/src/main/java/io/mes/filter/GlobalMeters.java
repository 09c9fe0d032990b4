package io.mes.filter;

import io.mes.storage.metrics.MeasuredStore;
import io.mes.storage.metrics.StoreMeters;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;

/** Shows a store in Micrometer's global registry, where Micrometer is on the class path. */
final class GlobalMeters {

    private GlobalMeters() {}

    /**
     * Shows it, and returns how to end that.
     *
     * @param contextPath which application's it is
     */
    static Runnable show(MeasuredStore store, String contextPath) {
        try {
            return Binding.of(store, contextPath);
        } catch (LinkageError absent) {
            return () -> {};
        }
    }

    /** Apart, so that it is loaded by nobody who cannot do without Micrometer. */
    private static final class Binding {

        static Runnable of(MeasuredStore store, String contextPath) {
            // Some systems have no empty tags.
            Tags application = Tags.of("application", contextPath.isEmpty() ? "/" : contextPath);
            StoreMeters meters = new StoreMeters(store, application);
            meters.bindTo(Metrics.globalRegistry);
            return meters::close;
        }
    }
}
