package io.mes.filter;

import io.mes.storage.metrics.MeasuredStore;
import io.mes.storage.metrics.StoreMeters;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a store in Micrometer's global registry, where Micrometer is on the class path. Never throws. */
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

    /**
     * One store's. Apart, so that it is loaded by nobody who cannot do without Micrometer.
     *
     * <p>An application has one path in several versions at once while it is deployed anew. The one that comes is shown
     * when the one that goes has gone: a tag for the version would begin a new time series with each.
     */
    private static final class Binding {

        private static final Logger log = LoggerFactory.getLogger(SharedStore.class);

        /** Of all applications that share these classes, in the order of their starts. */
        private static final Set<Binding> ALL = new LinkedHashSet<>();

        private final StoreMeters meters;
        private final String application;

        private Binding(MeasuredStore store, String application) {
            this.meters = new StoreMeters(store, Tags.of("application", application));
            this.application = application;
        }

        static Runnable of(MeasuredStore store, String contextPath) {
            // Some systems have no empty tags.
            Binding binding = new Binding(store, contextPath.isEmpty() ? "/" : contextPath);
            synchronized (Binding.class) {
                ALL.add(binding);
                binding.begin();
            }
            return binding::end;
        }

        private void begin() {
            try {
                if (!meters.tryBindTo(Metrics.globalRegistry)) {
                    tellOfAnother();
                }
            } catch (RuntimeException | LinkageError e) {
                log.warn(
                        "Micrometer does not take the meters of the application {}, which goes on without",
                        application,
                        e);
            }
        }

        private void tellOfAnother() {
            if (ALL.stream().anyMatch(other -> other != this && other.application.equals(application))) {
                log.info(
                        "Micrometer shows another store of the application {}, and this one when that is closed",
                        application);
            } else {
                log.warn(
                        "Micrometer shows a store that another copy of MES, or code, has given the tag application={}; that of this"
                                + " application is not shown",
                        application);
            }
        }

        private void end() {
            synchronized (Binding.class) {
                ALL.remove(this);
                try {
                    meters.close();
                } catch (RuntimeException | LinkageError e) {
                    log.warn("Meters of the application {} could not be taken out of Micrometer", application, e);
                }
                ALL.forEach(Binding::begin);
            }
        }
    }
}
