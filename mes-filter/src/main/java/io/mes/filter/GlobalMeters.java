package io.mes.filter;

import io.mes.storage.metrics.MeasuredStore;
import io.mes.storage.metrics.StoreMeters;
import io.micrometer.core.instrument.Metrics;

/** Shows a store in Micrometer's global registry, where Micrometer is on the class path. */
final class GlobalMeters {

    private GlobalMeters() {}

    /** Shows it, and returns how to end that. */
    static Runnable show(MeasuredStore store) {
        try {
            return Binding.of(store);
        } catch (LinkageError absent) {
            return () -> {};
        }
    }

    /** Apart, so that it is loaded by nobody who cannot do without Micrometer. */
    private static final class Binding {

        static Runnable of(MeasuredStore store) {
            StoreMeters meters = new StoreMeters(store);
            meters.bindTo(Metrics.globalRegistry);
            return meters::close;
        }
    }
}
